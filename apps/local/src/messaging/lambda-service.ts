import type { LambdaFunction } from '../deployment/functions.ts';
import { noCost } from '../door/cost.ts';
import { RequestError, type Service, type ServiceResponse } from '../door/service.ts';
import type { Functions } from '../functions/functions.ts';
import { errorPayload, payloadLimits } from '../functions/invocation.ts';
import type { AsynchronousInvocations } from './asynchronous-invocations.ts';

export interface LambdaServiceOptions {
  readonly functions: readonly LambdaFunction[];
  readonly invoke: Functions['invoke'];
  readonly asynchronous: AsynchronousInvocations;
}

/**
 * Lambda, as far as functions are invoked.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function createLambdaService({ functions, invoke, asynchronous }: LambdaServiceOptions): Service {
  const refuse: Service['refuse'] = ({ code, message, status }) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-ErrorType': code },
    body: JSON.stringify({ Type: 'User', Message: message, message }),
  });
  return {
    refuse,
    refusedStatus: 403,
    throttledStatus: 429,
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      unknownKey: 'UnrecognizedClientException',
      badSignature: 'InvalidSignatureException',
      missingToken: 'MissingAuthenticationTokenException',
      throttled: 'TooManyRequestsException',
      internal: 'ServiceException',
    },
    read: ({ url, method, headers, body }) => {
      const encoded = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(url)?.[1];
      if (method !== 'POST' || encoded === undefined) {
        throw new RequestError({
          code: 'UnknownOperationException',
          message: 'Only Invoke is run here.',
          status: 404,
        });
      }
      const wanted = decodeURIComponent(encoded);
      const target = functions.find(({ name, arn }) => wanted === name || wanted === arn);
      if (!target) {
        throw new RequestError({
          code: 'ResourceNotFoundException',
          message: `Function not found: ${wanted}`,
          status: 404,
        });
      }
      const isEvent = headers['x-amz-invocation-type'] === 'Event';
      return {
        name: 'Invoke',
        requires: [{ action: 'lambda:InvokeFunction', resource: target.arn }],
        perform: async () => ({
          response: isEvent ? accept(target, body) : await answer(target, body),
          cost: noCost,
        }),
      };
    },
  };

  function accept(target: LambdaFunction, body: Buffer): ServiceResponse {
    if (body.length > payloadLimits.asynchronousBytes) throw tooLarge(body);
    asynchronous.send(target.arn, parse(body), 'invoke');
    return { status: 202, headers: {}, body: '' };
  }

  async function answer(target: LambdaFunction, body: Buffer): Promise<ServiceResponse> {
    if (body.length > payloadLimits.synchronousBytes) throw tooLarge(body);
    const invocation = await invoke(target.arn, JSON.stringify(parse(body)), 'invoke');
    const headers = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
    return invocation.type === 'answered'
      ? { status: 200, headers, body: invocation.payload }
      : {
          status: 200,
          headers: { ...headers, 'x-amz-function-error': 'Unhandled' },
          body: errorPayload(invocation.error),
        };
  }
}

function parse(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new RequestError({
      code: 'InvalidRequestContentException',
      message: 'Could not parse request body into json.',
      status: 400,
    });
  }
}

const tooLarge = (body: Buffer): RequestError =>
  new RequestError({
    code: 'RequestEntityTooLargeException',
    message: `${body.length} byte payload is too large`,
    status: 413,
  });
