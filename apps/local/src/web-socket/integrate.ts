import type { Route } from '../deployment/apis.ts';
import type { Functions } from '../functions/functions.ts';
import { type IntegrationResult, integrationResult, within } from '../functions/integration.ts';
import type { requestContext } from './events.ts';
import { answerMock } from './mock-integration.ts';

/** An event of a WebSocket API, on its way to what answers its route. */
export interface IntegrationRequest {
  readonly route: Route;
  readonly context: ReturnType<typeof requestContext>;
  /** What a function gets. */
  readonly event: object;
  /** The message; empty if the event is not a message. */
  readonly body: string;
}

export type IntegrationOutcome =
  | { readonly type: 'answered'; readonly result: IntegrationResult }
  /** The function failed, or what it answered has no status: API Gateway calls either an internal error. */
  | { readonly type: 'failed' }
  | { readonly type: 'unreadable' }
  | { readonly type: 'timedOut' };

/** Has the integration of a route answer an event. */
export async function integrate(
  functions: Pick<Functions, 'invoke'>,
  { route, context, event, body }: IntegrationRequest,
): Promise<IntegrationOutcome> {
  const { integration, key } = route;
  if (integration.type === 'mock') return outcomeOf(answerMock(integration, body, context));
  const { functionArn, timeoutMs } = integration;
  const invocation = await within(
    timeoutMs,
    functions.invoke(functionArn, JSON.stringify(event), `ws ${key}`),
  );
  if (invocation === 'timedOut') return { type: 'timedOut' };
  return invocation.type === 'failed' ? { type: 'failed' } : outcomeOf(integrationResult(invocation));
}

const outcomeOf = (result: IntegrationResult | undefined): IntegrationOutcome =>
  result ? { type: 'answered', result } : { type: 'unreadable' };
