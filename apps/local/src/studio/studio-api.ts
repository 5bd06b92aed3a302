import type { IncomingMessage } from 'node:http';
import type { Deployment } from '../deployment/deployment.ts';
import type { FaultPlan, Faults } from '../door/faults.ts';
import type { Meter } from '../door/meter.ts';
import type { Functions } from '../functions/functions.ts';
import type { Messaging } from '../messaging/messaging.ts';
import { readBody } from '../read-body.ts';
import type { EngineClient } from '../tables/engine-client.ts';
import type { CostView } from './api-types.ts';
import { readFaultForm } from './fault-form.ts';
import { createFunctionsView } from './functions-view.ts';
import { createItems } from './items.ts';
import type { Mask } from './mask.ts';
import { priceSource } from './prices.ts';
import { ProblemsError } from './problems-error.ts';
import { createQueuesView } from './queues-view.ts';
import type { Recorder } from './recorder.ts';
import { createSchedulesView } from './schedules-view.ts';
import { shortNames } from './short-names.ts';
import { stackView } from './stack-view.ts';
import { createTimeline } from './timeline.ts';

export interface StudioApiOptions {
  readonly deployment: Deployment;
  /** The functions as they run, with what the platform told them. */
  readonly lambdaFunctions: Deployment['functions'];
  readonly functions: Pick<Functions, 'reloadBuilt' | 'killAll'>;
  readonly messaging: Pick<Messaging, 'queues' | 'asynchronous' | 'topics' | 'schedules'>;
  readonly engine: EngineClient;
  readonly meter: Meter;
  readonly faults: Faults;
  readonly recorder: Recorder;
  readonly mask: Mask;
  readonly now: () => number;
}

type StudioAnswer = readonly [status: number, body: unknown];

/** Answers requests whose path begins with {@link studioPrefix}. Who may ask is decided before. */
export type StudioApi = (request: IncomingMessage) => Promise<StudioAnswer>;

export const studioPrefix = '/_switchboard/studio/';

type Query = URLSearchParams;
type Body = Readonly<Record<string, unknown>>;

const largestBodyBytes = 2 * 1024 * 1024;

/**
 * What the page of the studio asks. Reading is `GET`; whatever changes something takes JSON, which no form of another site can send.
 *
 * - `GET threads`, `timeline?thread`, `timeline/others`, `record?id`: what was recorded
 * - `GET functions`, `logs?function`, `POST functions/reload`, `functions/kill` `{name}`
 * - `GET queues`, `topics`, `messages?queue`, `POST messages/redrive`, `messages/delete` `{queue, ids?}`
 * - `GET tables`, `items?table...`, `PUT items`, `DELETE items` `{table, key, version, fields}`
 * - `GET schedules`, `POST schedules/run` `{name}`
 * - `GET faults`, `PUT faults` (a form), `DELETE faults`
 * - `GET cost`, `DELETE cost`; `GET stack`
 */
export function createStudioApi(options: StudioApiOptions): StudioApi {
  const { deployment, lambdaFunctions, functions, messaging, meter, faults, recorder, mask } = options;
  const short = shortNames(deployment);
  const timeline = createTimeline({ recorder, functions: lambdaFunctions, mask, short });
  const functionsView = createFunctionsView({ ...options, short });
  const queuesView = createQueuesView({ ...options, ...messaging, short });
  const schedulesView = createSchedulesView({ ...options, schedules: messaging.schedules, short });
  const items = createItems({ ...options, tables: deployment.tables, short });

  const functionNamed = (body: Body) => {
    const found = lambdaFunctions.find(({ name }) => name === body.name);
    if (found) return found;
    throw new ProblemsError({ name: `There is no function ${String(body.name)}.` }, 404);
  };

  const cost = (): CostView => {
    const views = functionsView.list();
    const sum = (pick: (view: (typeof views)[number]) => number): number =>
      views.reduce((total, view) => total + pick(view), 0);
    return {
      functions: views,
      conversations: timeline.threads().map((thread) => ({
        ...thread,
        dollarsForMillion: thread.messages === 0 ? null : (thread.dollars / thread.messages) * 1_000_000,
      })),
      requests: sum(({ requests }) => requests),
      readUnits: sum(({ readUnits }) => readUnits),
      writeUnits: sum(({ writeUnits }) => writeUnits),
      dollars: sum(({ dollars }) => dollars),
      priceSource,
    };
  };

  const routes: Readonly<Record<string, (query: Query, body: Body) => unknown>> = {
    'GET threads': () => timeline.threads(),
    'GET timeline': (query) => timeline.exchanges(query.get('thread') ?? ''),
    'GET timeline/others': () => timeline.others(),
    'GET record': (query) =>
      found(timeline.detail(Number(query.get('id'))), 'This was forgotten: only the latest is kept.'),
    'DELETE records': () => recorder.clear(),
    'GET functions': () => functionsView.list(),
    'GET logs': (query) => functionsView.logs(query.get('function') ?? undefined),
    'POST functions/reload': (_query, body) => functions.reloadBuilt(functionNamed(body).arn),
    'POST functions/kill': (_query, body) => ({ killed: functions.killAll(functionNamed(body).arn) }),
    'GET queues': () => queuesView.list(),
    'GET topics': () => queuesView.topics(),
    'GET messages': (query) => queuesView.messages(query.get('queue') ?? ''),
    'POST messages/redrive': (_query, body) => queuesView.redrive(String(body.queue), idsOf(body)),
    'POST messages/delete': (_query, body) => queuesView.remove(String(body.queue), idsOf(body)),
    'GET tables': () => items.tables(),
    'GET items': (query) => items.page(Object.fromEntries(query)),
    'PUT items': (_query, body) => items.change(body),
    'DELETE items': (_query, body) => items.remove(body),
    'GET schedules': () => schedulesView.list(),
    'POST schedules/run': (_query, body) => schedulesView.run(String(body.name)),
    'GET faults': () => faults.read() ?? { plan: null, calls: 0 },
    'PUT faults': (_query, body) => usePlan(readFaultForm(body, lambdaFunctions)),
    'DELETE faults': () => faults.use(undefined),
    'GET cost': cost,
    'DELETE cost': () => meter.reset(),
    'GET stack': () => stackView(deployment, short),
  };

  const usePlan = (plan: FaultPlan): FaultPlan => {
    faults.use(plan);
    return plan;
  };

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
    const route = routes[`${request.method} ${pathname.slice(studioPrefix.length)}`];
    if (!route) return [404, { message: 'Not Found' }];
    try {
      const body = request.method === 'GET' ? {} : await readJson(request);
      return [200, (await route(searchParams, body)) ?? {}];
    } catch (error) {
      if (error instanceof ProblemsError) return [error.status, { problems: error.problems }];
      throw error;
    }
  };
}

const idsOf = ({ ids }: Body): readonly string[] | undefined =>
  Array.isArray(ids) ? ids.map(String) : undefined;

function found<T>(value: T | undefined, problem: string): T {
  if (value !== undefined) return value;
  throw new ProblemsError({ '': problem }, 404);
}

/** A body has to say that it is JSON: a browser asks before it sends that to another origin, and is refused. */
async function readJson(request: IncomingMessage): Promise<Body> {
  const type = request.headers['content-type']?.split(';')[0];
  if (type !== 'application/json') throw new ProblemsError({ '': 'Send JSON as application/json.' }, 415);
  const body = await readBody(request, largestBodyBytes);
  if (!body) throw new ProblemsError({ '': 'The request is larger than 2 MB.' }, 413);
  try {
    const value: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // Told below.
  }
  throw new ProblemsError({ '': 'The request should be a JSON object.' }, 400);
}
