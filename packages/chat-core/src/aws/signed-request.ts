import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { httpCall } from './http-call.ts';

/** The credentials and the address of a call. */
export interface AwsAccess {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
  /** Takes every call in place of AWS, for example on a developer's machine. */
  readonly endpoint?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/** The access of a function: Lambda gives it the credentials of its role in these variables. */
export const accessIn = (
  environment: Readonly<Record<string, string | undefined>>,
  { now, random }: Pick<AwsAccess, 'now' | 'random'>,
): AwsAccess => ({
  region: environment.AWS_REGION ?? '',
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    sessionToken: environment.AWS_SESSION_TOKEN,
  },
  endpoint: environment.AWS_ENDPOINT_URL,
  now,
  random,
});

export interface AwsRequest {
  /** The service as signatures name it: `s3`, `ses`, `sqs`, `ssm`. */
  readonly service: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The service's address, without an endpoint of its own. @default `https://<service>.<region>.amazonaws.com` */
  readonly host?: string;
  /** Each segment as it is, not encoded. @default '/' */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** How long a try may take, milliseconds. @default 5000 */
  readonly timeoutMs?: number;
  /** How often it is sent. An effect that must not happen twice takes 1. @default 3 */
  readonly mostTries?: number;
}

/** The headers of a call whose operation a header names. @param version of the protocol: `1.0` or `1.1` */
export const jsonCall = (target: string, version: string): Readonly<Record<string, string>> => ({
  'content-type': `application/x-amz-json-${version}`,
  'x-amz-target': target,
});

export interface AwsResponse {
  readonly status: number;
  readonly body: Uint8Array;
}

/** AWS refused a request for good, or could not be reached in several tries. */
export class AwsRequestError extends Error {
  override readonly name = 'AwsRequestError';
  readonly code = 'aws.request';
  readonly service: string;
  /** 0 where there was no answer. */
  readonly status: number;
  /** The error's name as AWS gives it, for example `ParameterNotFound`; '' where it gives none. */
  readonly reason: string;

  constructor(
    service: string,
    status: number,
    message: string,
    { reason = '', ...options }: ErrorOptions & { readonly reason?: string } = {},
  ) {
    super(message, options);
    this.service = service;
    this.status = status;
    this.reason = reason;
  }
}

const basePauseMs = 100;

/**
 * Sends a signed request, and again if AWS asks for that or gives no answer. It replaces the clients of services that are used for one
 * operation only: each of them would weigh as much as a function's own code.
 *
 * @throws {AwsRequestError} for an answer that is not 2xx
 */
export async function sendSigned(access: AwsAccess, request: AwsRequest): Promise<AwsResponse> {
  for (let tries = 1; ; tries += 1) {
    const answer = await trySend(access, request);
    if (answer instanceof AwsRequestError) {
      const isPassing = answer.status === 0 || answer.status === 429 || answer.status >= 500;
      if (!isPassing || tries === (request.mostTries ?? 3)) throw answer;
      await setTimeout(access.random() * basePauseMs * 4 ** tries);
    } else return answer;
  }
}

async function trySend(access: AwsAccess, request: AwsRequest): Promise<AwsResponse | AwsRequestError> {
  const { service, method, body, timeoutMs = 5_000 } = request;
  const { url, headers } = await sign(access, request);
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { status, body: content } = await httpCall(url, { method, headers, body, signal });
    if (status >= 200 && status < 300) return { status, body: content };
    const text = new TextDecoder().decode(content.subarray(0, 1_000));
    const reason = /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)"/.exec(text)?.[1] ?? '';
    return new AwsRequestError(service, status, `${service} answered ${status}: ${text}`, { reason });
  } catch (error) {
    return new AwsRequestError(service, 0, `${service} gave no answer.`, { cause: error });
  }
}

async function sign(access: AwsAccess, request: AwsRequest) {
  const { url, unsigned } = unsignedRequest(access, request);
  const signed = await signerFor(access, request).sign(unsigned, { signingDate: new Date(access.now()) });
  const { host: _, ...sent } = signed.headers;
  return { url, headers: sent };
}

/** @returns an address that makes the request for anybody who has it, for some seconds */
export async function presignedUrl(access: AwsAccess, request: AwsRequest, seconds: number): Promise<string> {
  const { url, unsigned } = unsignedRequest(access, request);
  const { query = {} } = await signerFor(access, request).presign(unsigned, {
    signingDate: new Date(access.now()),
    expiresIn: seconds,
  });
  const parameters = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
  );
  return `${url}?${parameters.join('&')}`;
}

const signerFor = ({ region, credentials }: AwsAccess, { service }: AwsRequest): SignatureV4 =>
  new SignatureV4({
    service,
    region,
    credentials: { ...credentials, sessionToken: credentials.sessionToken as string },
    sha256: Sha256,
    // The signature of S3 takes paths as they are sent.
    uriEscapePath: service !== 's3',
  });

function unsignedRequest({ region, endpoint }: AwsAccess, request: AwsRequest) {
  const { service, method, path = '/', headers = {}, body } = request;
  const url = new URL(endpoint ?? request.host ?? `https://${service}.${region}.amazonaws.com`);
  const encodedPath = path.split('/').map(encodeSegment).join('/');
  return {
    url: `${url.origin}${encodedPath}`,
    unsigned: {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: encodedPath,
      query: {},
      headers: { ...headers, host: url.host },
      body,
    },
  };
}

const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

type Data = string | ArrayBuffer | ArrayBufferView;

/** SHA-256 as the signer wants it. */
class Sha256 {
  #hash: Hash | Hmac;
  readonly #secret: Data | undefined;

  constructor(secret?: Data) {
    this.#secret = secret;
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(this.#secret));
  }

  update(data: Data): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#begin();
  }
}

const bytesOf = (data: Data): string | Uint8Array =>
  typeof data === 'string'
    ? data
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
