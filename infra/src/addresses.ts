import { DataAwsRoute53Zone } from './cdktf/aws.ts';
import type { Scope } from './scope.ts';

/** The names of an environment that has a domain of its own. */
export interface Addresses {
  readonly zone: DataAwsRoute53Zone;
  /** The host of the pages. */
  readonly web: string;
  readonly webSocket: string;
  readonly http: string;
}

/** The names below the environment's domain, or nothing if it has none. */
export function addressesOf({ construct, environment: { domain } }: Scope): Addresses | undefined {
  if (domain === undefined) return undefined;
  return {
    zone: new DataAwsRoute53Zone(construct, 'zone', { name: domain.zone }),
    web: domain.name,
    webSocket: `ws.${domain.name}`,
    http: `api.${domain.name}`,
  };
}
