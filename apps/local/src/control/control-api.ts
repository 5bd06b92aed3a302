import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deployment } from '../deployment/deployment.ts';
import type { FaultPlan, Faults } from '../door/faults.ts';
import type { Meter } from '../door/meter.ts';
import type { UsedPermissions } from '../door/used-permissions.ts';
import type { Outbox } from '../mail/outbox.ts';
import { readBody } from '../read-body.ts';
import { type StudioApi, studioPrefix } from '../studio/studio-api.ts';
import { foreignProblem } from './own-origin.ts';

export interface ControlOptions {
  readonly deployment: Deployment;
  readonly meter: Meter;
  readonly faults: Faults;
  readonly outbox: Outbox;
  readonly mailHistory: () => Promise<unknown>;
  readonly usedPermissions: UsedPermissions;
  readonly studio: StudioApi;
}

export const controlPrefix = '/_switchboard/';

type Answer = readonly [status: number, body: unknown];

/**
 * What tests and tools ask of the platform itself, at the door's address:
 *
 * - `GET /_switchboard/meter`: what each function has cost; `DELETE` sets it to nothing
 * - `PUT /_switchboard/faults`: a fault plan; `DELETE` ends it
 * - `GET /_switchboard/functions`: every function with its environment and policy
 * - `GET /_switchboard/permissions`: what each function was allowed to do and did
 * - `GET /_switchboard/mails`: the received mails, newest first, each with its state
 * - `GET /_switchboard/outbox`: the mails that were sent; `DELETE` forgets them
 * - `/_switchboard/studio/...`: what the studio shows and does
 */
export function createControlApi(options: ControlOptions) {
  const { deployment, meter, faults, outbox, mailHistory, usedPermissions, studio } = options;
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    if (request.url?.startsWith(studioPrefix)) return studio(request);
    switch (`${request.method} ${request.url?.slice(controlPrefix.length)}`) {
      case 'GET meter':
        return [200, meter.read()];
      case 'DELETE meter':
        meter.reset();
        return [200, {}];
      case 'PUT faults':
        faults.use(await readPlan(request));
        return [200, {}];
      case 'DELETE faults':
        faults.use(undefined);
        return [200, {}];
      case 'GET functions':
        return [200, deployment.functions];
      case 'GET mails':
        return [200, await mailHistory()];
      case 'GET permissions':
        return [200, usedPermissions.read()];
      case 'GET outbox':
        return [200, outbox.all().map((mail) => ({ ...mail, raw: textOf(mail.raw) }))];
      case 'DELETE outbox':
        outbox.clear();
        return [200, {}];
      default:
        return [404, { message: 'Not Found' }];
    }
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const problem = foreignProblem(request);
    const [status, body] =
      problem === undefined
        ? await answer(request).catch((error: unknown): Answer => [400, { message: String(error) }])
        : [403, { message: problem }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

/** A mail is mostly ASCII or UTF-8; of any other each byte is a letter. */
const textOf = (raw: Buffer): string => raw.toString(isUtf8(raw) ? 'utf8' : 'latin1');

const largestPlanBytes = 64 * 1024;

async function readPlan(request: IncomingMessage): Promise<FaultPlan> {
  const body = await readBody(request, largestPlanBytes);
  const plan = JSON.parse(body?.toString('utf8') ?? '') as FaultPlan;
  if (!Number.isInteger(plan.seed)) throw new TypeError('seed should be a whole number');
  return plan;
}
