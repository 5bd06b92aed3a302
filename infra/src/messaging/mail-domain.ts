import { DataAwsRoute53Zone, Route53Record, SesDomainDkim, SesDomainIdentity } from '../cdktf/aws.ts';
import { Fn } from '../cdktf/core.ts';
import type { Environment } from '../environment/environment.ts';
import type { Scope } from '../scope.ts';

/** How long a resolver may keep a record, in seconds. */
const recordSeconds = 300;

/** SES signs with three keys, which it changes by itself. */
const dkimKeys = [0, 1, 2];

/**
 * Proves to SES that the environment's mail domain is ours, signs what is sent from it, and has mail to it delivered to SES.
 *
 * @returns the records of the DNS that do it, `<name> <type> <value>`, for a person who looks whether they can be seen, or who enters them
 * where the environment names no zone
 */
export function createMailDomain(
  { construct, environment }: Scope,
  { domain, zone: zoneName }: NonNullable<Environment['mail']>,
): readonly string[] {
  const zoneId =
    zoneName === undefined
      ? undefined
      : new DataAwsRoute53Zone(construct, 'mail-zone', { name: zoneName }).zoneId;
  const records: string[] = [];
  const record = (id: string, type: string, name: string, value: string): void => {
    if (zoneId !== undefined)
      new Route53Record(construct, `mail_${id}`, {
        zoneId,
        type,
        name,
        records: [value],
        ttl: recordSeconds,
      });
    records.push(`${name} ${type} ${value}`);
  };
  const identity = new SesDomainIdentity(construct, 'mail-domain', { domain });
  record('proof', 'TXT', `_amazonses.${domain}`, identity.verificationToken);
  const { dkimTokens } = new SesDomainDkim(construct, 'mail-signing', { domain: identity.domain });
  for (const key of dkimKeys) {
    const token = Fn.element(dkimTokens, key);
    record(`dkim-${key}`, 'CNAME', `${token}._domainkey.${domain}`, `${token}.dkim.amazonses.com`);
  }
  record('exchanger', 'MX', domain, `10 inbound-smtp.${environment.region}.amazonaws.com`);
  record('policy', 'TXT', `_dmarc.${domain}`, 'v=DMARC1; p=quarantine; adkim=s');
  return records;
}
