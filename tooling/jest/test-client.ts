/** Clients of the engine that a test run shares. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

// biome-ignore lint/style/noProcessEnv: jest's global set-up says where the engine is
const env = process.env;

/**
 * What `createDocumentClient` needs for the engine of this run.
 *
 * @param endpoint default: the one that `DYNAMODB_ENDPOINT` names
 * @throws {Error} where it names none
 */
export function engineOptions(endpoint = env.DYNAMODB_ENDPOINT) {
  if (!endpoint) throw new Error('DYNAMODB_ENDPOINT should be the address of an engine, but is not set.');
  return {
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // A busy machine is no fault of the code under test.
    requestTimeoutMs: 20_000,
    connectionTimeoutMs: 20_000,
  };
}

const authorization = [
  'AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/dynamodb/aws4_request',
  'SignedHeaders=host;x-amz-date',
  'Signature=0',
].join(', ');

/**
 * Has a client leave out what the engines never look at: its user agent, and a signature of each request, which alone is a quarter of what
 * a request costs the client in processor time. The client is changed and returned.
 */
export function leanClient(client: DynamoDBDocumentClient): DynamoDBDocumentClient {
  for (const name of ['httpSigningMiddleware', 'getUserAgentMiddleware']) client.middlewareStack.remove(name);
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      Object.assign(headers, { authorization, 'x-amz-date': '20260101T000000Z' });
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'constant signature' },
  );
  return client;
}
