import type { Secrets } from '../parameters/secrets.ts';

/** Hides what must not be shown. */
export interface Mask {
  /** Hides this value wherever it occurs from now on. */
  remember(secret: string): void;
  /** A text, or JSON, without secrets. */
  text(text: string): string;
  /** A value without secrets, at any depth. */
  value(value: unknown): unknown;
}

/** What stands in place of a secret. */
export const masked = '••••••';

/** Names of fields whose content is a secret. A plural, as in `tokens`, counts something. */
const secretName =
  /(?:token|secret|password|passwd|passphrase|authorization|cookie|credentials?|signature|sec-websocket-protocol|p256dh|(?:^|push)auth|(?:api|private|secret|access|signing|auth)[-_]?key(?:[-_]?id)?)$/i;

/** Variables whose value is a secret, or says where one is kept. */
const secretVariable = /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSPHRASE|KEY|CREDENTIALS?|PARAMETER)(?:_|$)/;

/** Whether a field's or a header's name says that its content is secret. */
export const namesSecret = (name: string): boolean => secretName.test(name);

/** Whether the name of an environment variable says so. */
export const variableNamesSecret = (name: string): boolean => secretVariable.test(name);

/** A secret in a query: `?token=...`, `X-Amz-Signature=...`. */
const inQuery =
  /((?:^|[?&\s"])(?:[\w.-]*(?:token|signature|credential|secret|password|key)))=([^&\s"\\#]+)/gi;

/** A secret in JSON that was cut, or that stands within a text. */
const inText =
  /((?:token|secret|password|authorization|cookie|credentials?|signature|(?:api|private|secret|access)[-_]?key)\\*"\s*:\s*(?:\{\\*"S\\*"\s*:\s*)?\\*")([^"\\]+)/gi;

/** Shorter values stand in too many places by chance. */
const shortestSecret = 6;

export function createMask(): Mask {
  const secrets = new Set<string>();

  const hide = (text: string): string => {
    let hidden = text;
    for (const secret of secrets) hidden = hidden.replaceAll(secret, masked);
    return hidden.replace(inQuery, `$1=${masked}`).replace(inText, `$1${masked}`);
  };

  const value = (given: unknown, name = ''): unknown => {
    if (typeof given === 'string') return namesSecret(name) && given !== '' ? masked : text(given);
    if (Array.isArray(given)) return given.map((member) => value(member, name));
    if (typeof given !== 'object' || given === null) return given;
    if (Buffer.isBuffer(given) || given instanceof Date) return given;
    const record = given as Record<string, unknown>;
    // What stands below a secret's name, as DynamoDB's `{"S": ...}`, is secret too.
    const inherited = namesSecret(name) ? name : undefined;
    return Object.fromEntries(
      Object.entries(record).map(([key, member]) => [key, value(member, inherited ?? key)]),
    );
  };

  /** JSON in a text is looked through as what it is. */
  const text = (given: string): string => {
    if (/^\s*[{[]/.test(given)) {
      try {
        return hide(JSON.stringify(value(JSON.parse(given))));
      } catch {
        // It was cut, or only looks like JSON.
      }
    }
    return hide(given);
  };

  return {
    remember: (secret) => {
      if (secret.length >= shortestSecret) secrets.add(secret);
    },
    text,
    value: (given) => value(given),
  };
}

/** Secrets that are hidden from the moment that a function reads them. */
export const withRememberedSecrets = (secrets: Secrets, mask: Pick<Mask, 'remember'>): Secrets => ({
  ...secrets,
  find: async (parameter) => {
    const secret = await secrets.find(parameter);
    if (secret !== undefined) mask.remember(secret);
    return secret;
  },
});
