import type { HttpApi } from '../apis/http-api.ts';
import type { WebSocketApi } from '../apis/web-socket-api.ts';
import type { Backend } from '../backend.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';

/** What is watched and looked after: a backend with both of its APIs. */
export interface Operated extends Pick<Backend, 'tables' | 'queues' | 'functions' | 'deadLetterQueues'> {
  readonly webSocket: WebSocketApi;
  readonly http: HttpApi;
}

/** The tables that every message passes. */
export const messagePath: readonly string[] = ['connections', 'messages', 'states', 'threads'];

/** The functions that show something on a dashboard, with the titles of their widgets. */
export const widgetFunctions = (
  functions: Operated['functions'],
): readonly (Pick<DeployedFunction, 'lambda'> & { readonly title: string })[] =>
  [...functions.values()].flatMap(({ definition, lambda }) =>
    definition.triggers.flatMap((trigger) =>
      trigger.type === 'dashboardWidget' ? [{ lambda, title: trigger.title }] : [],
    ),
  );
