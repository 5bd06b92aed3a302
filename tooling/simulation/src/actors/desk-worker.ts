import type { SeededRandom } from '../engine/seeded-random.ts';
import type { World } from '../world.ts';
import { type ClientFrame, connect } from './device.ts';

export interface DeskWorkerOptions {
  readonly userId: string;
  readonly threadId: string;
  /** The customer of the thread, whom the operator names in what they write. */
  readonly customer: string;
}

/** What somebody says of themselves: now and then they take their picture away again. */
export const profileOf = (random: SeededRandom, userId: string): ClientFrame => ({
  action: 'profile.set',
  name: `${userId} ${random.integer(1, 9)}`,
  picture: random.chance(0.5) ? `https://example.com/${userId}` : null,
  attributes: { plan: random.chance(0.5) ? userId : null },
});

/** An operator who works with what a console has beside the thread itself, whoever has the thread. */
export async function runDeskWorker(world: World, options: DeskWorkerOptions): Promise<void> {
  const { clock, random, recorder } = world;
  const { userId, threadId, customer } = options;
  const device = await connect(world, { userId, role: 'operator' }, `${userId}-desk`);
  let notes = 0;

  const deeds: readonly (() => ClientFrame)[] = [
    () => ({
      action: 'thread.view',
      threadId,
      activity: random.pick(['viewing', 'typing', 'left'] as const),
    }),
    () => ({ action: 'notes.get', threadId }),
    () => ({ action: 'tags.set', threadId, tags: random.chance(0.7) ? ['urgent', customer] : [] }),
    () => ({ action: 'customer.get', threadId }),
    () => ({ action: 'operators.get' }),
    () => ({ action: 'canned.get' }),
    () => ({ action: 'canned.put', key: random.pick(['hello', 'bye'] as const), text: 'How can I help?' }),
    () => ({ action: 'canned.delete', key: random.pick(['hello', 'bye'] as const) }),
    () => ({
      action: 'duty.set',
      status: random.pick(['available', 'full', 'away'] as const),
      capacity: random.integer(0, 2),
    }),
    () => ({ action: 'inbox.get', list: random.pick(['mine', 'bot', 'closed'] as const) }),
    () => profileOf(random, userId),
    () => ({ action: 'typing', threadId, isTyping: random.chance(0.8) }),
    () => ({ action: 'read', threadId, seq: random.integer(1, 4) }),
    () => ({ action: 'thread.resume', threadId, after: 0 }),
  ];

  for (const deed of random.shuffle(deeds).slice(0, random.integer(3, deeds.length))) {
    await clock.wait(random.integer(1, 6_000));
    if (random.chance(0.3)) await writeNote();
    await device.send(deed());
  }
  if (random.chance(0.5)) await device.leave();

  async function writeNote(): Promise<void> {
    notes += 1;
    const clientMessageId = `${userId}-note-${notes}`;
    const text = `Note ${notes} about ${customer}`;
    const answer = await device.send({ action: 'note.add', threadId, text, clientMessageId });
    if (answer === undefined) recorder.onVain(`${clientMessageId} was never acknowledged`);
    if (answer?.event === 'note')
      recorder.onNote({ threadId, author: userId, noteId: String(answer.noteId), text });
  }
}
