import type { Forward } from '../door/forward.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The engine said no. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Calls the engine in the platform's own name. */
export type EngineClient = (operation: string, input: Json) => Promise<Json>;

/** Engines want a signature to be there and do not check it. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=switchboard/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

/** @throws {EngineError} from the client */
export const createEngineClient =
  (forward: Forward): EngineClient =>
  async (operation, input) => {
    const response = await forward({
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization,
      },
      body: JSON.stringify(input),
    });
    const output = JSON.parse(response.body.toString()) as Json;
    if (response.status === 200) return output;
    throw new EngineError(
      String(output.__type).split('#').at(-1) ?? '',
      String(output.message ?? output.Message ?? ''),
    );
  };
