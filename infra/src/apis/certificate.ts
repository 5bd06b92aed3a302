import {
  AcmCertificate,
  AcmCertificateValidation,
  type AwsProvider,
  type DataAwsRoute53Zone,
  Route53Record,
} from '../cdktf/aws.ts';
import type { Scope } from '../scope.ts';

export interface CertificateProps {
  /** Names the certificate in the stack. */
  readonly id: string;
  readonly domainName: string;
  readonly zone: DataAwsRoute53Zone;
  /** The provider of another region, which CloudFront needs. @default the stack's */
  readonly provider?: AwsProvider;
}

/** How long a resolver may keep a record, in seconds. */
const recordSeconds = 300;

/**
 * Creates a certificate and proves to AWS that the domain is ours, by a record in its zone.
 *
 * @returns the ARN of the certificate, once AWS has issued it
 */
export function createCertificate(
  { construct }: Scope,
  { id, domainName, zone, provider }: CertificateProps,
): string {
  const certificate = new AcmCertificate(construct, `certificate_${id}`, {
    domainName,
    validationMethod: 'DNS',
    lifecycle: { createBeforeDestroy: true },
    ...(provider && { provider }),
  });
  const proof = certificate.domainValidationOptions.get(0);
  const record = new Route53Record(construct, `certificate-record_${id}`, {
    zoneId: zone.zoneId,
    name: proof.resourceRecordName,
    type: proof.resourceRecordType,
    records: [proof.resourceRecordValue],
    ttl: recordSeconds,
    // The record of a certificate for the same name may be there already.
    allowOverwrite: true,
  });
  const issued = new AcmCertificateValidation(construct, `certificate-issued_${id}`, {
    certificateArn: certificate.arn,
    validationRecordFqdns: [record.fqdn],
    ...(provider && { provider }),
  });
  return issued.certificateArn;
}

/** Points a name at a service of AWS, for IPv4 and IPv6. */
export function createAlias(
  { construct }: Scope,
  {
    id,
    name,
    zone,
    target,
  }: {
    readonly id: string;
    readonly name: string;
    readonly zone: DataAwsRoute53Zone;
    readonly target: { readonly name: string; readonly zoneId: string };
  },
): void {
  for (const type of ['A', 'AAAA']) {
    new Route53Record(construct, `alias-${type.toLowerCase()}_${id}`, {
      zoneId: zone.zoneId,
      name,
      type,
      alias: { name: target.name, zoneId: target.zoneId, evaluateTargetHealth: false },
    });
  }
}
