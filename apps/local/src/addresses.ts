import type { Deployment } from './deployment/deployment.ts';
import type { Surroundings } from './terraform/computed-attributes.ts';

/** Where a running platform answers; the fields of the line that says it is ready. */
export interface Addresses {
  readonly web: string;
  readonly ws: string | null;
  readonly http: string | null;
  /** Every service of AWS, for a signed request: the developer's key is `local` with the secret `local`. */
  readonly aws: string;
  /** The engine itself: any credentials, no policy, no meter. */
  readonly dynamodb: string;
  /** Where mail comes in, `smtp://127.0.0.1:4004`; null where the stack has no rule for it. */
  readonly smtp: string | null;
  /** The root of the Telegram simulator; null where the stack knows no Telegram, or talks to Telegram itself. */
  readonly telegram: string | null;
  /** The studio's page; null where there are no pages for this machine alone. */
  readonly studio: string | null;
}

interface Answering {
  readonly deployment: Pick<Deployment, 'webSocketApi' | 'httpApi'>;
  readonly place: Pick<Surroundings, 'webSocketEndpoint' | 'httpEndpoint' | 'doorEndpoint'>;
  readonly webPort: number;
  /** Whether there are pages for this machine alone. */
  readonly hasTools: boolean;
  readonly tables: { readonly endpoint: string };
  readonly mail: { readonly address: string | null };
  readonly telegram: { readonly address: string | null };
}

/** Where the parts of a platform answer. */
export function addressesOf(parts: Answering): Addresses {
  const { deployment, place, webPort, hasTools, tables, mail, telegram } = parts;
  const { webSocketApi, httpApi } = deployment;
  const web = `http://127.0.0.1:${webPort}`;
  return {
    web,
    ws: webSocketApi ? `${place.webSocketEndpoint}/${webSocketApi.stage.name}` : null,
    http: httpApi ? place.httpEndpoint : null,
    aws: place.doorEndpoint,
    dynamodb: tables.endpoint,
    smtp: mail.address,
    telegram: telegram.address,
    studio: hasTools ? `${web}/studio/` : null,
  };
}
