import type { World } from '../world.ts';
import { type ClientFrame, connect } from './device.ts';
import { type Link, linkIn } from './sender-of-files.ts';

export interface StaffOptions {
  readonly userId: string;
  readonly threadId: string;
  /** The customer of the thread, whom the operator names in what they upload. */
  readonly customer: string;
}

/** The name of an operator begins with it: it is no part of anything else. */
export const nameOf = (userId: string): string => `Name of ${userId}`;

export const pictureOf = (userId: string): string => `https://example.com/picture-of-${userId}`;

/** How often an operator takes their picture away, claims the thread, writes, writes a note, uploads a file, gives the thread away. */
const rates = { noPicture: 0.4, claims: 0.5, writes: 0.5, notes: 0.4, uploads: 0.5, gives: 0.3 };

/** An operator who says again and again how they are shown, while they take a thread, write in it, and give it away. */
export async function runStaff(world: World, { userId, threadId, customer }: StaffOptions): Promise<void> {
  const { clock, random, recorder, bucket } = world;
  const device = await connect(world, { userId, role: 'operator' }, `${userId}-staff`);
  for (let round = 1; round <= 6; round += 1) {
    await clock.wait(random.integer(1, 4_000));
    await rename(round);
    if (random.chance(rates.claims)) await device.send({ action: 'thread.claim', threadId });
    if (random.chance(rates.writes)) await write(`${userId}-staff-${round}`);
    if (random.chance(rates.notes)) await note(`${userId}-staff-note-${round}`);
    if (random.chance(rates.uploads)) await upload(round);
    if (random.chance(rates.gives)) await device.send({ action: 'thread.release', threadId });
  }

  async function rename(round: number): Promise<void> {
    const name = `${nameOf(userId)} ${round}`;
    const picture = random.chance(rates.noPicture) ? null : `${pictureOf(userId)}-${round}`;
    const answer = await device.send({ action: 'profile.set', name, picture });
    if (answer?.event === 'profile') recorder.onNamed(userId, { name, picture });
    else recorder.onNamed(userId, undefined);
  }

  async function write(clientMessageId: string, rest: Partial<ClientFrame> = {}): Promise<void> {
    const frame = { action: 'message.send', threadId, text: `Staff ${clientMessageId}`, clientMessageId };
    const answer = await device.send({ ...frame, ...rest });
    if (answer === undefined) recorder.onVain(`${clientMessageId} was never acknowledged`);
  }

  async function note(clientMessageId: string): Promise<void> {
    const text = `What is to be known of ${customer}`;
    await device.send({ action: 'note.add', threadId, text, clientMessageId });
  }

  /** A file about the customer, which is sent or not. */
  async function upload(round: number): Promise<void> {
    const content = `A file of ${userId} about ${customer}`;
    const clientMessageId = `${userId}-staff-up-${round}`;
    const file = {
      threadId,
      name: `offer for ${customer}.txt`,
      type: 'text/plain',
      size: content.length,
      clientMessageId,
    };
    const link: Link | undefined = linkIn(await device.send({ action: 'attachment.upload', ...file }));
    if (link === undefined || !(await bucket.upload({ ...link, content }))) return;
    const { attachmentId } = link;
    await device.send({ action: 'attachment.confirm', threadId, attachmentId });
    if (random.chance(rates.writes))
      await write(`${userId}-staff-file-${round}`, { attachments: [{ attachmentId }] });
  }
}
