import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider, Checksum, SourceData } from '@smithy/types';

/** SHA-256 as the signer wants it, by Node's own. */
class Sha256 implements Checksum {
  readonly #hash;

  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('A checksum of this kind is used once.');
  }
}

const bytesOf = (data: SourceData): Uint8Array | string => {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};

export interface SignedPost {
  readonly url: string;
  readonly body: string;
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
}

/** Posts JSON to a route of the HTTP API that asks for IAM. */
export async function signedPost({ url, body, region, credentials }: SignedPost): Promise<Response> {
  const { host, hostname, pathname } = new URL(url);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'https:',
    hostname,
    path: pathname,
    headers: { host, 'content-type': 'application/json' },
    body,
  });
  return await fetch(url, { method: 'POST', headers, body });
}
