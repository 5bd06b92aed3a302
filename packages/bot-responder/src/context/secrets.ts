import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { secretVariable } from '@switchboard/declarations';
import type { Environment } from '@switchboard/declarations/configuration';

/** A secret cannot be read: its name is not declared (`secret.undeclared`), or SSM refuses or does not answer. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly code: 'secret.undeclared' | 'secret.unreadable';
  readonly secretName: string;

  constructor(code: SecretError['code'], secretName: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.secretName = secretName;
  }
}

export interface SecretsOptions {
  readonly environment: Environment;
  readonly now: () => number;
  /** How long SSM may take, milliseconds. @default 5000 */
  readonly timeoutMs?: number;
}

/**
 * Reads secrets from SSM, each once. A failure is not kept: the next call tries again.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function createSecrets({ environment, now, timeoutMs = 5_000 }: SecretsOptions) {
  const known = new Map<string, Promise<string | undefined>>();
  return (name: string): Promise<string | undefined> => {
    const reading = known.get(name) ?? readSecret(name, { environment, now, timeoutMs });
    known.set(name, reading);
    reading.catch(() => known.delete(name));
    return reading;
  };
}

async function readSecret(
  name: string,
  { environment, now, timeoutMs }: Required<SecretsOptions>,
): Promise<string | undefined> {
  const parameter = environment[secretVariable({ name, description: '' })];
  if (parameter === undefined) {
    const message = `The secret ${name} is not declared for this bot. Add it to its secrets in src/bots/needs.ts.`;
    throw new SecretError('secret.undeclared', name, message);
  }
  const unreadable = (why: string, cause?: unknown) =>
    new SecretError('secret.unreadable', name, `The secret ${name} cannot be read: ${why}.`, { cause });
  const { url, ...request } = await signedRequest(environment, parameter, now);
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) }).catch(
    (cause: unknown) => {
      throw unreadable('SSM gave no answer', cause);
    },
  );
  const answer = (await response.json().catch((cause: unknown) => {
    throw unreadable('SSM did not answer JSON', cause);
  })) as { readonly Parameter?: { readonly Value?: string }; readonly __type?: string };
  if (response.ok) return answer.Parameter?.Value || undefined;
  if (answer.__type?.endsWith('ParameterNotFound') === true) return undefined;
  throw unreadable(`SSM answered ${response.status} ${answer.__type ?? ''}`.trim());
}

/** Lambda gives a function the credentials of its role in these variables. */
async function signedRequest(environment: Environment, parameter: string, now: () => number) {
  const region = environment.AWS_REGION ?? '';
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = environment;
  const url = new URL(environment.AWS_ENDPOINT_URL ?? `https://ssm.${region}.amazonaws.com`);
  const signer = new SignatureV4({
    service: 'ssm',
    region,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }),
    },
    sha256: Sha256,
  });
  const body = JSON.stringify({ Name: parameter, WithDecryption: true });
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: '/',
      query: {},
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonSSM.GetParameter',
      },
      body,
    },
    { signingDate: new Date(now()) },
  );
  const { host: _, ...sent } = headers;
  return { url, method: 'POST', headers: sent, body };
}

type Data = string | ArrayBuffer | ArrayBufferView;

/** SHA-256 as the signer wants it. */
class Sha256 {
  readonly #hash;

  constructor(secret?: Data) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Data): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

const bytesOf = (data: Data): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};
