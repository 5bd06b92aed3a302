import { operatorLeaseMs } from '@switchboard/chat-core';
import type { World } from '../world.ts';
import { runCustomer } from './customer.ts';
import { connect } from './device.ts';
import { runEraser } from './eraser.ts';
import { createHand, type OperatorOptions } from './operator.ts';

/** How long before the end of the lease, and how long after it, the operator or others come back, milliseconds. */
const aroundTheEndMs = [-2_000, 90_000] as const;

/**
 * A colleague puts the thread into the queue; an operator takes it there, and goes without a word.
 *
 * @returns whether it happened; then the operator's lease has run out, or is about to
 */
export async function runVanisher(
  world: World,
  { userId, threadId, colleague }: OperatorOptions,
): Promise<boolean> {
  const { clock, random } = world;
  const other = createHand(
    world,
    await connect(world, { userId: colleague, role: 'operator' }, colleague),
    colleague,
    threadId,
  );
  for (let tries = 1; ; tries += 1) {
    await clock.wait(random.integer(500, 3_000));
    if (await other.claim()) break;
    if (tries === 10) return false;
  }
  await other.giveAway('requeue');
  const device = await connect(world, { userId, role: 'operator' }, userId);
  const hand = createHand(world, device, userId, threadId);
  await hand.think();
  if (!(await hand.claim())) return false;
  await device.leave();
  await clock.wait(operatorLeaseMs + random.integer(...aroundTheEndMs));
  return true;
}

/** The operator is back, and writes or looks who else should take the thread, or a colleague takes it; or neither. */
async function runReturner(world: World, { userId, threadId, colleague }: OperatorOptions): Promise<void> {
  const { clock, random } = world;
  const who = random.pick([userId, colleague, undefined] as const);
  if (who === undefined) return;
  const device = await connect(world, { userId: who, role: 'operator' }, `${who}-again`);
  const hand = createHand(world, device, `${who}-again`, threadId);
  await clock.wait(random.integer(1, 60_000));
  const does = random.pick(['write', 'claim', 'requeue', 'release'] as const);
  if (does === 'write') await hand.write();
  else if (does === 'claim') await hand.claim();
  else await hand.giveAway(does);
}

/** The sweeper looks while everybody else does something, now and then twice at once. */
async function runSweeps({ clock, random, invoke }: World): Promise<void> {
  await clock.wait(random.integer(1, 60_000));
  await Promise.all([invoke('sweeper', {}), random.chance(0.5) ? invoke('sweeper', {}) : undefined]);
}

/** What happens at the end of the lease of an operator who has gone: the customer writes again, or is erased, people come, sweeps. */
export async function runEndOfLease(
  world: World,
  customerId: string,
  operators: OperatorOptions,
): Promise<void> {
  const { random } = world;
  const { threadId } = operators;
  const isErased = random.chance(0.1) && !world.isShared(threadId);
  await Promise.all([
    random.chance(0.7)
      ? runCustomer(world, { userId: customerId, threadId, name: `${customerId}-again` })
      : undefined,
    random.chance(0.7) ? runSweeps(world) : undefined,
    runReturner(world, operators),
    isErased ? runEraser(world, customerId) : undefined,
  ]);
}
