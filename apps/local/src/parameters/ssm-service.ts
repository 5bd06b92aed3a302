import { noCost } from '../door/cost.ts';
import { jsonService } from '../door/json-service.ts';
import { RequestError, type Service, type ServiceResponse } from '../door/service.ts';
import type { Secrets } from './secrets.ts';

type Json = Readonly<Record<string, unknown>>;

export interface SsmServiceOptions {
  readonly secrets: Secrets;
  /** The ARN of a parameter by its name. */
  readonly parameterArn: (name: string) => string;
  /** Tells the developer where a value is missing. */
  readonly note: (text: string) => void;
  readonly now: () => number;
}

/** What a caller sees of a secret that it has not asked to be decrypted. */
const encrypted = Buffer.from('encrypted').toString('base64');

/**
 * The Parameter Store of Systems Manager, as far as functions read their secrets: GetParameter and GetParameters.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function createSsmService({ secrets, parameterArn, note, now }: SsmServiceOptions): Service {
  const read = async (name: string, withDecryption: boolean): Promise<Json | undefined> => {
    const value = await secrets.find(name);
    if (value === undefined) {
      note(`The parameter ${name} has no value: set ${secrets.placeOf(name)}.`);
      return undefined;
    }
    return {
      Name: name,
      ARN: parameterArn(name),
      Type: 'SecureString',
      Value: withDecryption ? value : encrypted,
      Version: 1,
      DataType: 'text',
      LastModifiedDate: Math.floor(now() / 1000),
    };
  };

  const getParameter = async (input: Json): Promise<Json> => {
    const Parameter = await read(String(input.Name), input.WithDecryption === true);
    if (Parameter) return { Parameter };
    throw new RequestError({ code: 'ParameterNotFound', message: '', status: 400 });
  };

  const getParameters = async (input: Json): Promise<Json> => {
    const names = namesOf(input);
    const found = await Promise.all(names.map((name) => read(name, input.WithDecryption === true)));
    return {
      Parameters: found.filter((parameter) => parameter !== undefined),
      InvalidParameters: names.filter((_name, index) => found[index] === undefined),
    };
  };

  return {
    ...jsonService('com.amazonaws.ssm'),
    read: ({ headers, body }) => {
      const operation = String(headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const input = parse(body);
      if (operation !== 'GetParameter' && operation !== 'GetParameters') {
        const message = `The local platform does not run the operation ${operation} of SSM.`;
        throw new RequestError({ code: 'UnknownOperationException', message, status: 400 });
      }
      const names = operation === 'GetParameter' ? [String(input.Name)] : namesOf(input);
      return {
        name: operation,
        requires: names.map((name) => ({ action: `ssm:${operation}`, resource: parameterArn(name) })),
        perform: async () => ({
          response: json(await (operation === 'GetParameter' ? getParameter(input) : getParameters(input))),
          cost: noCost,
        }),
      };
    },
  };
}

const namesOf = ({ Names: names }: Json): readonly string[] =>
  Array.isArray(names) ? names.map(String) : [];

function parse(body: Buffer): Json {
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    throw new RequestError({ code: 'SerializationException', message: 'The body is not JSON.', status: 400 });
  }
}

const json = (body: Json): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});
