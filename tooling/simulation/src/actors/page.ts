import type { OutgoingMessage } from '@switchboard/chat-client';
import type { Moment } from '../history/journal.ts';
import type { World } from '../world.ts';
import { createPageClient } from './page-client.ts';

export interface PageOptions {
  readonly userId: string;
  readonly threadId: string;
}

/** How often a connection breaks while a page is open. */
const breaks = 0.4;

const messagesAtMost = 6;

/** A page gives a message up when the service has failed at it so often, one time after the other. */
const failuresBeforeGivingUp = 8;

/** A customer at the platform's own client, which sends until it is acknowledged and fetches what it has missed. */
export async function runPage(world: World, { userId, threadId }: PageOptions): Promise<void> {
  const { clock, random, gateway, recorder } = world;
  const name = `${userId}-page`;
  const sent = new Map<string, Moment>();
  /** How often the service has failed since it last took a message over this connection. */
  let failures = 0;
  let connectionId = '';

  const client = await createPageClient(world, {
    userId,
    threadId,
    name,
    newId: () => world.named(`${name}-${sent.size + 1}`),
    onArrival,
    onHasty,
  });
  client.on('ack', ({ message, outgoing }) => {
    failures = 0;
    noteAck(outgoing, message);
  });
  client.on('connection', ({ state }) => {
    if (state === 'open') failures = 0;
  });
  client.on('failed', ({ clientMessageId, error }) => {
    if (error?.code.startsWith('service.') && failures >= failuresBeforeGivingUp) return;
    recorder.onVain(`${clientMessageId} was given up after ${failures} failures: ${error?.code}`);
  });
  client.open();
  await Promise.all([write(), random.chance(breaks) ? breakConnection() : undefined]);
  await until(() => client.getSnapshot().outgoing.every(({ status }) => status !== 'sending'));
  world.whenCalm(async () => {
    client.wake();
    client.thread.refresh();
    await clock.wait(30_000);
    const { messages } = client.getSnapshot();
    recorder.onHistoryRead(
      threadId,
      messages.map(({ messageId }) => messageId),
      true,
    );
    client.close();
  });

  function onHasty(): void {
    recorder.onVain(`${name} wrote before its limit was over`);
  }

  function onArrival(id: string, data: string): void {
    connectionId = id;
    const { event, code = '' } = JSON.parse(data) as { readonly event?: string; readonly code?: string };
    // A limit is no failure of the service.
    if (event !== undefined && (!code.startsWith('service.') || code === 'service.limited')) return;
    failures += 1;
  }

  function noteAck(
    { clientMessageId, text }: OutgoingMessage,
    {
      messageId,
      seq,
      timestamp,
    }: { readonly messageId: string; readonly seq: number; readonly timestamp: number },
  ): void {
    const asked = sent.get(clientMessageId) ?? recorder.moment();
    const said = { threadId, text, clientMessageId, sender: userId, connectionId, asked };
    recorder.onTold({ ...said, answer: { type: 'stored', messageId, seq, timestamp } });
  }

  async function write(): Promise<void> {
    const messages = random.integer(2, messagesAtMost);
    for (let number = 1; number <= messages; number += 1) {
      await clock.wait(random.integer(1, 8_000));
      sent.set(world.named(`${name}-${number}`), recorder.moment());
      client.send(`Message ${number} of ${name}`);
    }
  }

  async function breakConnection(): Promise<void> {
    await clock.wait(random.integer(1_000, 20_000));
    gateway.cut(connectionId);
  }

  async function until(isDone: () => boolean): Promise<void> {
    for (let seconds = 1; seconds <= 300; seconds += 1) {
      if (isDone()) return;
      await clock.wait(1_000);
    }
    recorder.onVain(`${name} never got everything sent`);
  }
}
