import { type HttpParts, httpEvent } from '../services/events.ts';
import type { FunctionName } from '../services/functions.ts';
import type { World } from '../world.ts';

const triesAtMost = 20;

/** What a function behind the HTTP API answers. */
interface HttpResult {
  readonly statusCode: number;
  readonly body: string;
}

/**
 * Makes a request of the HTTP API, and the same again until it is answered.
 *
 * @returns the body of the answer; `undefined` where none came however often it was asked
 */
export async function request(
  { invoke, clock }: Pick<World, 'invoke' | 'clock'>,
  functionName: FunctionName,
  routeKey: string,
  parts: HttpParts,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  for (let tries = 1; tries <= triesAtMost; tries += 1) {
    const ending = await invoke(functionName, httpEvent(routeKey, parts));
    if (ending.type === 'returned') {
      const { statusCode, body } = ending.value as HttpResult;
      if (statusCode < 500) return JSON.parse(body);
    }
    await clock.wait(500);
  }
  return undefined;
}
