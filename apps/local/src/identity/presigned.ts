import type { SignedAddress, SignedRequest } from './signature.ts';

/** A request that is signed in its address: a link that someone else may follow for a while. */
export interface PresignedRequest extends SignedAddress {
  readonly expiresSeconds: number;
  readonly sessionToken: string | undefined;
}

/** A link lives no longer, in seconds. */
export const longestExpirySeconds = 604_800;

/** Reads the signature out of an address; `undefined` if there is none. */
export function readPresigned(request: SignedRequest): PresignedRequest | undefined {
  const [path = '/', query = ''] = request.url.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  const get = (name: string): string => parameters.get(`X-Amz-${name}`) ?? '';
  const [, accessKeyId, date, region, service] =
    /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(get('Credential')) ?? [];
  if (get('Algorithm') !== 'AWS4-HMAC-SHA256' || !accessKeyId || !date || !region || !service)
    return undefined;
  const unsigned = query.split('&').filter((pair) => !pair.startsWith('X-Amz-Signature='));
  return {
    authorization: {
      accessKeyId,
      date,
      region,
      service,
      signedHeaders: get('SignedHeaders').split(';'),
      signature: get('Signature'),
    },
    signed: { ...request, url: `${path}?${unsigned.join('&')}` },
    timestamp: get('Date'),
    expiresSeconds: Number(get('Expires')),
    sessionToken: parameters.get('X-Amz-Security-Token') ?? undefined,
  };
}
