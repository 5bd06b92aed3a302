import type { World } from '../world.ts';
import { type ClientFrame, connect, type Device } from './device.ts';

export interface CustomerOptions {
  readonly userId: string;
  readonly threadId: string;
  /** Logs one of two devices out in the middle of it. @default false */
  readonly logsOut?: boolean;
  /** Begins the names of the devices, and with them the ids of messages. @default the user's id */
  readonly name?: string;
}

/** How often a customer uses an id again for other words, changes a message, stops a reply, or leaves. */
const rates = { reusesId: 0.08, edits: 0.1, deletes: 0.12, cancels: 0.1, leaves: 0.6 };

/** A customer with one or two devices, who writes some messages in a thread, now and then from both at once. */
export async function runCustomer(world: World, options: CustomerOptions): Promise<void> {
  const { clock, random, recorder, gateway } = world;
  const { userId, threadId, logsOut = false, name: begins = userId } = options;
  const count = logsOut ? 2 : random.integer(1, 2);
  const names = Array.from({ length: count }, (_, index) => `${begins}-${index + 1}`);
  const devices = await Promise.all(names.map((name) => connect(world, { userId, role: 'customer' }, name)));
  await Promise.all([
    ...devices.map(write),
    random.chance(rates.cancels) ? cancel() : undefined,
    logsOut ? logOut() : undefined,
  ]);
  if (random.chance(rates.leaves)) await devices[0]?.leave();

  async function write(device: Device, index: number): Promise<void> {
    const messages = random.integer(1, 3);
    for (let number = 1; number <= messages; number += 1) {
      await clock.wait(random.integer(1, random.chance(0.3) ? 40_000 : 6_000));
      const clientMessageId = `${names[index]}-${number}`;
      const frame = { action: 'message.send', threadId, clientMessageId };
      const answer = await device.send({ ...frame, text: `Message ${number} of ${names[index]}` });
      if (answer === undefined) recorder.onVain(`${clientMessageId} was never acknowledged`);
      if (answer?.event !== 'ack') return;
      if (random.chance(rates.reusesId)) await device.send({ ...frame, text: 'Something else' });
      const { seq, timestamp } = answer;
      const target = { threadId, seq, timestamp };
      if (random.chance(rates.edits)) await change(device, { ...target, text: 'Edited', clientMessageId });
      if (random.chance(rates.deletes)) await change(device, { ...target, clientMessageId });
    }
  }

  async function change(device: Device, target: Omit<ClientFrame, 'action'>): Promise<void> {
    const action = target.text === undefined ? 'message.delete' : 'message.edit';
    const clientMessageId = `${target.clientMessageId}-${action}`;
    const answer = await device.send({ ...target, action, clientMessageId });
    if (answer === undefined) recorder.onVain(`${clientMessageId} was never acknowledged`);
  }

  async function cancel(): Promise<void> {
    const chunk = await Promise.race([gateway.nextChunk(), clock.wait(10_000)]);
    await clock.wait(random.integer(0, 2_000));
    const isSeen = chunk?.threadId === threadId && random.chance(0.7);
    const answersThrough = isSeen ? chunk.answersThrough : undefined;
    const asked = recorder.moment();
    const answer = await devices[0]?.send({ action: 'reply.cancel', threadId, answersThrough });
    if (answer?.event === 'reply.cancelled') recorder.onCancelled(threadId, asked);
  }

  async function logOut(): Promise<void> {
    await clock.wait(random.integer(500, 15_000));
    await devices[1]?.logOut();
  }
}
