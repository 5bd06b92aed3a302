import assert from 'node:assert/strict';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DoOnceManager } from '../../src/primitives/once/do-once-manager.ts';
import { DoOnceInProgressError, DoOnceLeaseLostError } from '../../src/primitives/once/errors.ts';
import { partitioned, step, type World, workers } from '../history.ts';

/**
 * The action never runs while another one's lease lasts, and all who are answered get the one result. Callers crash in the middle
 * of it, some stand still until their lease is over, and no lease is renewed.
 */
export async function doOnceHistory(world: World): Promise<void> {
  const { time, random, newId, prefix } = world;
  const leaseEnds = new Map<string, number>();
  const results = new Set<unknown>();
  const isExpected = (error: unknown) =>
    error instanceof DoOnceInProgressError || error instanceof DoOnceLeaseLostError;

  await workers(4, async () => {
    const client = world.client();
    const leaseEnd = watchLeases(client);
    const manager = new DoOnceManager(partitioned(world, client), { sleep: time.sleep, random, newId });
    const action = async () => {
      for (const endMs of leaseEnds.values())
        assert.ok(time.ms >= endMs, 'the action ran twice at the same time');
      const run = newId();
      leaseEnds.set(run, leaseEnd());
      await time.sleep(random() < 0.25 ? 2500 : random() * 500);
      leaseEnds.delete(run);
      return run;
    };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const ending = await step(
        () => manager.doOnce(prefix, 'action', action, { leaseMs: 2000, waitMs: 10_000 }),
        isExpected,
      );
      if (ending.ended === 'done') results.add(ending.result.actionResponse);
    }
  });
  assert.ok(results.size <= 1, `there were ${results.size} results`);
}

/** @returns what tells the end of the lease that the client has asked for last */
function watchLeases(client: DynamoDBDocumentClient): () => number {
  let endMs = 0;
  client.middlewareStack.add(
    (next) => (args) => {
      endMs = Number(Reflect.get(Object(args.input), 'ExpressionAttributeValues')?.[':until'] ?? endMs);
      return next(args);
    },
    { step: 'initialize', name: 'watchLeases' },
  );
  return () => endMs;
}
