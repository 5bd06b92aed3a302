import { costOf, costOfFailure, withCapacity } from './dynamodb-capacity.ts';
import { dynamoDbPermissions } from './dynamodb-permissions.ts';
import type { Forward } from './forward.ts';
import { jsonService } from './json-service.ts';
import { type Outcome, RequestError, type Service, type ServiceRequest } from './service.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * DynamoDB: passes calls on to the engine and adds up what they cost.
 *
 * @param forward sends a request to the engine
 * @param tableArn the ARN of a table by its name
 */
export function createDynamoDbService(forward: Forward, tableArn: (name: string) => string): Service {
  const perform = async (operation: string, input: Json, request: ServiceRequest): Promise<Outcome> => {
    const metered = withCapacity(operation, input);
    const body = JSON.stringify(metered.input);
    const response = await forward({ headers: request.headers, body }).catch(engineGone);
    const output = parse(response.body);
    if (response.status !== 200) return { response, cost: costOfFailure(String(output.__type), input) };
    const cost = costOf(operation, output);
    if (metered.asked) return { response, cost };
    const { ConsumedCapacity: _, ...rest } = output;
    return { response: { ...response, body: JSON.stringify(rest) }, cost };
  };
  return {
    ...jsonService('com.amazonaws.dynamodb.v20120810'),
    read: (request) => {
      const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1];
      if (!operation) throw new RequestError({ code: 'UnknownOperationException', message: '', status: 400 });
      const input = parse(request.body);
      return {
        name: operation,
        requires: dynamoDbPermissions(operation, input, tableArn),
        perform: () => perform(operation, input, request),
      };
    },
  };
}

/** SDKs try such a call again; the engine is started again meanwhile. */
function engineGone(error: Error): never {
  const message = `The DynamoDB engine does not answer: ${error.message}`;
  throw new RequestError({ code: 'InternalServerError', message, status: 500 });
}

function parse(body: string | Buffer): Json {
  try {
    return JSON.parse(body.toString()) as Json;
  } catch {
    throw new RequestError({ code: 'SerializationException', message: 'The body is not JSON', status: 400 });
  }
}
