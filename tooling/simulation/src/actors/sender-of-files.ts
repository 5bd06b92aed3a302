import { sendableDays } from '@switchboard/chat-core';
import type { Frame } from '../services/gateway.ts';
import type { World } from '../world.ts';
import { connect, type Device } from './device.ts';

export interface SenderOptions {
  readonly userId: string;
  readonly threadId: string;
  /** Somebody else, who would like to have the files. */
  readonly stranger: string;
}

/** How often a file is never uploaded, sent by two devices, deleted with its message, uploaded again, sent much later. */
const rates = {
  neverUploaded: 0.15,
  sentTwice: 0.3,
  deletes: 0.4,
  uploadsLate: 0.5,
  isWanted: 0.4,
  kept: 0.3,
};

/** A file can be sent for so long after its upload, milliseconds, less what clocks differ. */
const sendableMs = sendableDays * 86_400_000 - 60_000;

/** Until when a link takes a file, milliseconds after it was given. */
const linkMs = 600_000;

/** A link as a device was given it. */
export interface Link {
  readonly attachmentId: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The link in an answer; none where it was refused. */
export const linkIn = (answer: Frame | undefined): Link | undefined =>
  answer?.event === 'attachment.upload' ? (answer as unknown as Link) : undefined;

/** A customer who sends files, some of them before the first message of the thread, and uploads some again later. */
export async function runSenderOfFiles(world: World, options: SenderOptions): Promise<void> {
  const { clock, random, recorder, bucket } = world;
  const { userId, threadId, stranger } = options;
  const content = `A file of ${userId}`;
  const file = { threadId, name: `${userId}.txt`, type: 'text/plain', size: content.length };
  const names = [`${userId}-1`, `${userId}-2`].slice(0, random.integer(1, 2));
  const devices = await Promise.all(names.map((name) => connect(world, { userId, role: 'customer' }, name)));
  const thief = random.chance(rates.isWanted)
    ? await connect(world, { userId: stranger, role: 'customer' }, stranger)
    : undefined;
  const earlier = world.takeUploads({ userId, threadId });
  await Promise.all([...devices.map(sendFiles), sendKept()]);

  /** What the outbox has held back since an earlier act: it is taken unless it is too old, and never shown without its file. */
  async function sendKept(): Promise<void> {
    const [device] = devices;
    for (const [index, { attachmentId, uploadedAt }] of earlier.entries()) {
      if (device === undefined) return;
      const isInTime = clock.now() - uploadedAt < sendableMs;
      const answer = await send(device, `${userId}-kept-${index}`, attachmentId);
      if (isInTime && answer?.code === 'attachment.expired')
        recorder.onVain(`Attachments: ${attachmentId} was refused in time`);
    }
  }

  async function sendFiles(device: Device, index: number): Promise<void> {
    const files = random.integer(1, 2);
    for (let number = 1; number <= files; number += 1) {
      await clock.wait(random.integer(1, 8_000));
      const name = `${names[index]}-${number}`;
      const clientMessageId = `${name}-up`;
      const link = linkIn(await device.send({ action: 'attachment.upload', ...file, clientMessageId }));
      if (link === undefined) return;
      await sendFile(device, name, link);
    }
  }

  async function sendFile(device: Device, name: string, link: Link): Promise<void> {
    const { attachmentId } = link;
    const upload = () => bucket.upload({ ...link, content });
    if (random.chance(rates.neverUploaded)) return uploadLate(upload);
    await upload();
    await device.send({ action: 'attachment.confirm', threadId, attachmentId });
    await steal(attachmentId);
    if (random.chance(rates.kept)) return world.keepUpload({ userId, threadId, attachmentId });
    const acks = await Promise.all([
      send(device, name, attachmentId),
      random.chance(rates.sentTwice)
        ? send(devices.at(-1) ?? device, `${name}-too`, attachmentId)
        : undefined,
    ]);
    await steal(attachmentId);
    const ack = acks.find((answer) => answer?.event === 'ack');
    if (ack !== undefined && random.chance(rates.deletes)) {
      const { seq, timestamp } = ack;
      await remove(device, { seq, timestamp, clientMessageId: `${name}-delete` }, attachmentId);
    }
    await uploadLate(upload);
  }

  function send(device: Device, clientMessageId: string, attachmentId: string) {
    const attachments = [{ attachmentId }];
    return device.send({
      action: 'message.send',
      threadId,
      text: clientMessageId,
      clientMessageId,
      attachments,
    });
  }

  async function remove(device: Device, target: object, attachmentId: string): Promise<void> {
    const answer = await device.send({ action: 'message.delete', threadId, ...target });
    if (answer?.event !== 'ack') return;
    const links = await linksFor(device, attachmentId);
    if (links > 0) recorder.onVain(`Attachments: there is a link to ${attachmentId}, which was deleted`);
  }

  /** A link works until it expires, whatever has happened since. */
  async function uploadLate(upload: () => Promise<boolean>): Promise<void> {
    if (!random.chance(rates.uploadsLate)) return;
    await clock.wait(random.integer(1, random.chance(0.5) ? 30_000 : linkMs));
    await upload();
  }

  async function linksFor(device: Device, attachmentId: string): Promise<number> {
    const answer = await device.send({ action: 'attachment.get', threadId, attachmentIds: [attachmentId] });
    return Array.isArray(answer?.links) ? answer.links.length : 0;
  }

  /** A stranger who has learned the id of a file wants to read it, and to send it as one of theirs. */
  async function steal(attachmentId: string): Promise<void> {
    if (thief === undefined) return;
    const sent = {
      action: 'message.send',
      threadId: stranger,
      text: 'Mine',
      clientMessageId: `mine-${attachmentId}`,
    };
    const answers = await Promise.all([
      linksFor(thief, attachmentId),
      thief.send({ action: 'attachment.get', threadId: stranger, attachmentIds: [attachmentId] }),
      thief.send({ ...sent, attachments: [{ attachmentId }] }),
    ]);
    const [inThread, inOwn, asOwn] = answers;
    const hasLink = inThread > 0 || (Array.isArray(inOwn?.links) && inOwn.links.length > 0);
    if (hasLink || asOwn?.event === 'ack')
      recorder.onVain(`I11: ${stranger} has ${attachmentId} of another user`);
  }
}
