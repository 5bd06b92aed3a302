import type { Identities, Identity } from '../identity/identities.ts';
import { longestExpirySeconds, type PresignedRequest, readPresigned } from '../identity/presigned.ts';
import {
  type Authorization,
  isPresignedWith,
  isSignedWith,
  parseAuthorization,
  parseTimestamp,
} from '../identity/signature.ts';
import type { Service, ServiceRequest } from './service.ts';

/** The caller of a request, and the service that it calls. */
export type Caller =
  | { readonly type: 'known'; readonly serviceName: string; readonly identity: Identity }
  | {
      readonly type: 'refused';
      readonly serviceName: string;
      readonly error: keyof Service['errorCodes'];
      readonly message: string;
    };

type Refusal = Extract<Caller, { type: 'refused' }>;

const badSignature =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.';
const unknownKey = 'The security token included in the request is invalid.';

/** Finds out who has signed a request, in its header or in its address. */
export function identifyCaller(request: ServiceRequest, identities: Identities, now: number): Caller {
  const authorization = parseAuthorization(request.headers.authorization);
  if (authorization) return callerByHeader(request, authorization, identities, now);
  const presigned = readPresigned(request);
  if (presigned) return callerByAddress(presigned, identities, now);
  const serviceName = serviceOfUnsigned(request);
  return { type: 'refused', serviceName, error: 'missingToken', message: 'Missing Authentication Token' };
}

function callerByHeader(
  request: ServiceRequest,
  authorization: Authorization,
  identities: Identities,
  now: number,
): Caller {
  const serviceName = authorization.service;
  const refused = refusalOf(serviceName);
  const identity = identities.find(authorization.accessKeyId);
  if (!identity || !hasToken(identity, request.headers['x-amz-security-token']))
    return refused('unknownKey', unknownKey);
  if (!isSignedWith(identity.secretAccessKey, request, authorization, now))
    return refused('badSignature', badSignature);
  return { type: 'known', serviceName, identity };
}

function callerByAddress(presigned: PresignedRequest, identities: Identities, now: number): Caller {
  const { authorization, timestamp, expiresSeconds, sessionToken } = presigned;
  const serviceName = authorization.service;
  const refused = refusalOf(serviceName);
  const identity = identities.findFormer(authorization.accessKeyId);
  if (!identity || !hasToken(identity, sessionToken)) return refused('unknownKey', unknownKey);
  if (!isPresignedWith(identity.secretAccessKey, presigned)) return refused('badSignature', badSignature);
  const ageMs = now - parseTimestamp(timestamp);
  if (!(expiresSeconds <= longestExpirySeconds && ageMs <= expiresSeconds * 1000)) {
    return refused('accessDenied', 'Request has expired');
  }
  return { type: 'known', serviceName, identity };
}

const refusalOf =
  (serviceName: string) =>
  (error: Refusal['error'], message: string): Refusal => ({ type: 'refused', serviceName, error, message });

const hasToken = ({ sessionToken }: Identity, given: string | readonly string[] | undefined): boolean =>
  sessionToken === undefined || given === sessionToken;

/** An unsigned call is known by what it asks for only. */
function serviceOfUnsigned({ headers, url }: ServiceRequest): string {
  const target = String(headers['x-amz-target'] ?? '');
  if (target.startsWith('DynamoDB')) return 'dynamodb';
  if (target.startsWith('AmazonSQS')) return 'sqs';
  if (target.startsWith('AmazonSSM')) return 'ssm';
  return url.includes('@connections') || url.includes('%40connections') ? 'execute-api' : 's3';
}
