import { httpEvent } from '../services/events.ts';
import type { FunctionName } from '../services/functions.ts';
import type { World } from '../world.ts';
import { request } from './http.ts';

export interface EraserOptions {
  /** What an operator has written for the shop stays, under the operator's id. @default a customer */
  readonly isOperator?: boolean;
  /**
   * A transaction of this function hangs during the whole erasure, when it was invoked with an event that says this. @default the erasure
   * begins while a bot is writing to the user
   */
  readonly during?: { readonly functionName: FunctionName; readonly mentions: string };
}

/** Somebody erases a user, most likely while something else is under way, and asks again until everything is gone. */
export async function runEraser(
  world: World,
  userId: string,
  { isOperator = false, during }: EraserOptions = {},
): Promise<void> {
  const { clock, random, gateway, recorder } = world;
  const hold = during && world.holdTransaction(during.functionName, during.mentions);
  const patienceMs = hold === undefined ? random.integer(5_000, 20_000) : 60_000;
  await Promise.race([hold?.began ?? gateway.nextChunk(), clock.wait(patienceMs)]);
  // What hangs is given up in seconds.
  if (hold === undefined && random.chance(0.5)) await exportAll(world, userId);
  recorder.onErasing(userId);
  await erase(world, userId, isOperator);
  hold?.release();
}

async function erase({ clock, recorder, invoke }: World, userId: string, isOperator: boolean): Promise<void> {
  for (let tries = 1; tries <= 100; tries += 1) {
    const event = httpEvent('DELETE /users/{userId}', { pathParameters: { userId } });
    const ending = await invoke('users', event);
    if (ending.type === 'returned') {
      const { body } = ending.value as { readonly body: string };
      if (JSON.parse(body).complete === true)
        return isOperator ? recorder.onForgotten(userId) : recorder.onErased(userId);
    }
    await clock.wait(1_000);
  }
  recorder.onVain(`${userId} was never erased`);
}

const pagesAtMost = 30;

/** Somebody asks for everything that is kept of a user, page by page. */
async function exportAll(world: World, userId: string): Promise<void> {
  let cursor: unknown;
  for (let pages = 1; pages <= pagesAtMost; pages += 1) {
    const page = await request(world, 'users', 'GET /users/{userId}/data', {
      pathParameters: { userId },
      ...(typeof cursor === 'string' ? { queryStringParameters: { cursor } } : {}),
    });
    if (!Array.isArray(page?.items)) {
      world.recorder.onVain(`the export of ${userId} came to ${JSON.stringify(page)}`);
      return;
    }
    cursor = page.cursor;
    if (cursor === undefined) return;
  }
  world.recorder.onVain(`the export of ${userId} has no end`);
}
