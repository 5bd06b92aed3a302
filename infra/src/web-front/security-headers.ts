import { CloudfrontResponseHeadersPolicy } from '../cdktf/aws.ts';
import { physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';

/** A year: what is delivered over TLS once is never asked for without it. */
const strictTransportSeconds = 31_536_000;

/**
 * What a page may load and who may show it in a frame.
 *
 * @param connect the addresses that pages talk to
 */
const contentSecurityPolicy = (connect: readonly string[], frameAncestors: string): string =>
  [
    "default-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    // Pictures in conversations and a brand's logo may lie anywhere, and cannot run.
    "img-src 'self' data: blob: https:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');

export interface SecurityProps {
  /** Names the policy: `pages` or `widget`. */
  readonly id: string;
  /** The addresses that pages talk to. */
  readonly connect: readonly string[];
  /** Sites that may show these files in a frame: `'none'`, or `*`. */
  readonly frameAncestors: string;
}

/** Creates the headers that tell browsers what pages may do. */
export const createSecurityHeaders = (
  { construct, environment }: Scope,
  { id, connect, frameAncestors }: SecurityProps,
): CloudfrontResponseHeadersPolicy =>
  new CloudfrontResponseHeadersPolicy(construct, `security-headers_${id}`, {
    name: physicalName(environment, id),
    securityHeadersConfig: {
      contentSecurityPolicy: {
        contentSecurityPolicy: contentSecurityPolicy(connect, frameAncestors),
        override: true,
      },
      contentTypeOptions: { override: true },
      referrerPolicy: { referrerPolicy: 'strict-origin-when-cross-origin', override: true },
      strictTransportSecurity: {
        accessControlMaxAgeSec: strictTransportSeconds,
        includeSubdomains: true,
        override: true,
      },
      ...(frameAncestors === "'none'" && { frameOptions: { frameOption: 'DENY', override: true } }),
    },
  });
