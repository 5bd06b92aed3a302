import { operatorLeaseMs } from '@switchboard/chat-core';
import type { HumanWindow } from '../history/journal.ts';
import type { World } from '../world.ts';
import { connect, type Device } from './device.ts';

/** The clock of the machine that wrote a lease may be behind, and its call slow, milliseconds. */
const marginMs = 10_000;

/** At some time, or, which is the worst moment, when a bot is next seen in the middle of a reply. */
async function untilMomentToTakeOver({ clock, random, gateway }: World): Promise<void> {
  const someTime = clock.wait(random.integer(1, 12_000));
  await (random.chance(0.6) ? Promise.race([someTime, gateway.nextChunk()]) : someTime);
}

/** The work of one operator in one thread. */
export function createHand(world: World, device: Device, name: string, threadId: string) {
  const { clock, random, recorder } = world;
  let messages = 0;
  let window: HumanWindow | undefined;

  return {
    async claim(): Promise<boolean> {
      const answer = await device.send({ action: 'thread.claim', threadId });
      if (answer?.event !== 'takeover') return false;
      window = recorder.onTakenOver(threadId, operatorLeaseMs - marginMs);
      return true;
    },
    async write(): Promise<void> {
      messages += 1;
      const clientMessageId = `${name}-${messages}`;
      const frame = { action: 'message.send', threadId, text: `A human here, ${messages}.`, clientMessageId };
      // Some pages say what their operator has seen, most do not.
      const answer = await device.send(random.chance(0.3) ? { ...frame, answersThrough: 1 } : frame);
      if (answer === undefined) recorder.onVain(`${clientMessageId} was never acknowledged`);
    },
    /** Some operators are done before the bot notices that they were there. */
    think: (): Promise<void> => clock.wait(random.integer(1, random.chance(0.3) ? 200 : 8_000)),
    /** What gives the thread away ends the takeover when it begins. */
    async giveAway(action: 'release' | 'requeue' | 'close' | 'transfer', rest: object = {}): Promise<void> {
      if (window !== undefined) window.until ??= recorder.moment();
      await device.send({ action: `thread.${action}`, threadId, ...rest });
    },
  };
}

export interface OperatorOptions {
  readonly userId: string;
  readonly threadId: string;
  /** The operator who may get the thread by a transfer, and gives it back. */
  readonly colleague: string;
}

const ends = [
  'release',
  'release',
  'release',
  'requeue',
  'transfer',
  'transfer',
  'close',
  'stay',
  'vanish',
] as const;

/** An operator who takes a thread over in the middle of it, says something or not, and gives it away or not. */
export async function runOperator(world: World, options: OperatorOptions): Promise<void> {
  const { random } = world;
  const { userId, threadId, colleague } = options;
  const device = await connect(world, { userId, role: 'operator' }, userId);
  const hand = createHand(world, device, userId, threadId);
  await untilMomentToTakeOver(world);
  // A message takes over as well.
  if (random.chance(0.25)) await hand.write();
  else if (!(await hand.claim())) return;
  await hand.think();
  if (random.chance(0.6)) await hand.write();
  await hand.think();
  const end = random.pick(ends);
  if (end === 'vanish') return device.leave();
  if (end === 'stay') return;
  // Somebody who writes in one page can give the thread away in another.
  const writing = random.chance(0.4) ? hand.write() : undefined;
  if (end !== 'transfer') {
    await Promise.all([hand.giveAway(end), writing]);
    return;
  }
  const other = await connect(world, { userId: colleague, role: 'operator' }, colleague);
  await Promise.all([hand.giveAway('transfer', { to: colleague }), writing]);
  const otherHand = createHand(world, other, colleague, threadId);
  await otherHand.think();
  if (random.chance(0.5)) await otherHand.write();
  await otherHand.giveAway('release');
}

/** An operator who takes a thread over in the middle of a reply, and gives it back before the bot can notice. */
export async function runHastyOperator(
  world: World,
  { userId, threadId }: Omit<OperatorOptions, 'colleague'>,
): Promise<void> {
  const { clock, gateway } = world;
  const device = await connect(world, { userId, role: 'operator' }, userId);
  const hand = createHand(world, device, userId, threadId);
  for (let rounds = 1; rounds <= 4; rounds += 1) {
    await Promise.race([clock.wait(10_000), gateway.nextChunk()]);
    if (await hand.claim()) await hand.giveAway('release');
  }
}

/** An operator who takes a thread over, and is never seen again. @returns whether they have it */
export async function runDeserter(
  world: World,
  { userId, threadId }: Omit<OperatorOptions, 'colleague'>,
): Promise<boolean> {
  const { clock } = world;
  const device = await connect(world, { userId, role: 'operator' }, userId);
  const hand = createHand(world, device, userId, threadId);
  for (let tries = 1; tries <= 10; tries += 1) {
    await clock.wait(1_000);
    if (!(await hand.claim())) continue;
    await device.leave();
    return true;
  }
  return false;
}

/** The threads of a list. */
export const rowsOf = (threads: unknown): readonly { readonly threadId: string }[] =>
  Array.isArray(threads) ? threads : [];

/** An operator who looks into the queue now and then, and answers what is there. */
export async function runQueueWorker(world: World, userId: string): Promise<void> {
  const { clock, random } = world;
  const device = await connect(world, { userId, role: 'operator' }, `${userId}-queue`);
  for (let looks = 1; looks <= 3; looks += 1) {
    await clock.wait(random.integer(5_000, 40_000));
    const answer = await device.send({ action: 'queue.get', limit: 5 });
    for (const { threadId } of rowsOf(answer?.threads)) {
      const hand = createHand(world, device, `${userId}-${looks}`, threadId);
      if (!(await hand.claim())) continue;
      await hand.write();
      if (random.chance(0.8)) await hand.giveAway(random.chance(0.8) ? 'release' : 'close');
    }
  }
}

/** Someone who takes a customer over with a plain UpdateItem, and gives the customer back. */
export async function runOverrider(world: World, user: string, threadId: string): Promise<void> {
  const { clock, random, recorder } = world;
  await untilMomentToTakeOver(world);
  if (!(await world.setOverride(user, true))) return;
  const window = recorder.onTakenOver(threadId, Number.POSITIVE_INFINITY);
  await clock.wait(random.integer(1, 8_000));
  window.until = recorder.moment();
  await world.setOverride(user, false);
}
