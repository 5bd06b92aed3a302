import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byBot, byOlga } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import type { AppendRequest } from '../append/append-request.ts';
import { changeMessage } from '../append/change-message.ts';
import { withDeadline } from '../context/deadline.ts';
import { queryMessages } from '../messages/query-messages.ts';
import { wireMessage } from '../messages/stored-message.ts';
import { listThreads } from '../threads/list-threads.ts';
import { readThread } from '../threads/read-thread.ts';
import { type PushOutcome, pushThread, type SendToChannel } from './push-thread.ts';

const threadId = 't1';
const taken: PushOutcome = { outcome: 'taken' };

describe('what a thread owes a channel that is pushed to', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
    await append(byAnn(threadId, { channel: 'telegram' }));
  });

  const append = async (request: AppendRequest) => {
    const result = await appendMessage(world.context, request);
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    return result.head;
  };

  const say = (text: string) => append(byBot(threadId, { text }));

  /** A channel that takes everything, and remembers it. */
  function channel() {
    const texts: string[] = [];
    const send = async ({ text }: { readonly text: string }): Promise<PushOutcome> => {
      texts.push(text);
      return taken;
    };
    return { texts, send };
  }

  async function isListed(): Promise<boolean> {
    const list = { type: 'undelivered', channel: 'telegram' } as const;
    const page = await listThreads(world.context, { list });
    return page.outcome === 'page' && page.heads.length > 0;
  }

  it('is nothing while only the customer has written', async () => {
    const { texts, send } = channel();
    await append(byAnn(threadId));
    await expect(isListed()).resolves.toBe(false);
    await expect(pushThread(world.context, threadId, send)).resolves.toEqual({ outcome: 'nothing' });
    await expect(pushThread(world.context, 'nowhere', send)).resolves.toEqual({ outcome: 'nothing' });
    expect(texts).toEqual([]);
  });

  it('is every message of others, in order, and then nothing', async () => {
    const { texts, send } = channel();
    await say('one');
    await append(byAnn(threadId));
    await say('two');
    await append(byOlga(threadId, { text: 'three' }));
    await append(byAnn(threadId));
    await expect(isListed()).resolves.toBe(true);
    await expect(pushThread(world.context, threadId, send)).resolves.toEqual(taken);
    expect(texts).toEqual(['one', 'two', 'three']);
    await expect(isListed()).resolves.toBe(false);
    const head = await readThread(world.context, threadId);
    expect(head?.deliveredTimestamp).toBe(head?.lastTimestamp);
    expect(head).not.toHaveProperty('undeliveredSince');
    await expect(pushThread(world.context, threadId, send)).resolves.toEqual({ outcome: 'nothing' });
    expect(texts).toHaveLength(3);
  });

  it('is left for the next call where the time would end while it is sent: it would come twice', async () => {
    const { texts, send } = channel();
    await say('one');
    const context = withDeadline(world.context, world.context.now() + 5_000);
    await expect(pushThread(context, threadId, send)).resolves.toMatchObject({ outcome: 'later' });
    expect(texts).toEqual([]);
    await expect(isListed()).resolves.toBe(true);
    await expect(pushThread(world.context, threadId, send)).resolves.toEqual(taken);
    expect(texts).toEqual(['one']);
  });

  it('is found over several pages, and behind many messages of the customer', async () => {
    const { texts, send } = channel();
    for (let index = 0; index < 25; index += 1) await append(byAnn(threadId));
    const said = Array.from({ length: 45 }, (_, index) => `${index}`);
    for (const text of said) await say(text);
    await pushThread(world.context, threadId, send);
    expect(texts).toEqual(said);
  });

  it('goes to the channel though it is written while the channel takes the one before', async () => {
    const texts: string[] = [];
    await say('one');
    await pushThread(world.context, threadId, async ({ text }) => {
      texts.push(text);
      if (text === 'one') {
        await append(byAnn(threadId));
        await say('two');
      }
      return taken;
    });
    expect(texts).toEqual(['one', 'two']);
    await expect(isListed()).resolves.toBe(false);
  });

  it('loses no message when many are written between the read of the head and the read of the messages', async () => {
    const { texts, send } = channel();
    await say('one');
    const spoiled = world.another();
    let isFirst = true;
    injectFaults(spoiled.client, async (operation) => {
      if (operation === 'Query' && isFirst) {
        isFirst = false;
        for (const text of ['two', 'three', 'four']) await say(text);
      }
      return undefined;
    });
    await pushThread(spoiled, threadId, send);
    expect(texts).toEqual(['one', 'two', 'three', 'four']);
  });

  it('waits until the time that the channel told, and goes on with the same message', async () => {
    for (const text of ['one', 'two', 'three']) await say(text);
    const texts: string[] = [];
    const later = { outcome: 'later', notBefore: 5_000 } as const;
    const slow = async ({ text }: { readonly text: string }): Promise<PushOutcome> => {
      if (text === 'two') return later;
      texts.push(text);
      return taken;
    };
    await expect(pushThread(world.context, threadId, slow)).resolves.toEqual(later);
    expect(texts).toEqual(['one']);
    await expect(isListed()).resolves.toBe(true);
    const { texts: rest, send } = channel();
    await pushThread(world.context, threadId, send);
    expect(rest).toEqual(['two', 'three']);
  });

  it('I17: is sent once more, and none is skipped, whenever the function dies between sending and recording', async () => {
    const said = ['one', 'two', 'three', 'four'];
    for (const text of said) await say(text);
    const texts: string[] = [];
    const send = async ({ text }: { readonly text: string }): Promise<PushOutcome> => {
      texts.push(text);
      return taken;
    };
    // Dies before its first write three times, and before its second once; then it lives.
    for (const writesLeft of [0, 0, 1, 0]) {
      const dying = world.another();
      let writes = 0;
      injectFaults(dying.client, (operation) => {
        if (operation === 'TransactWriteItems' && writes++ === writesLeft) throw new Error('died');
        return undefined;
      });
      await expect(pushThread(dying, threadId, send)).rejects.toThrow('died');
    }
    await pushThread(world.context, threadId, send);
    // After each death the message that was under way comes again, and no other.
    expect(texts).toEqual(['one', 'one', 'one', 'two', 'two', 'two', 'three', 'four']);
    await expect(isListed()).resolves.toBe(false);
  });

  it('I17: is sent again when the channel itself fails', async () => {
    await say('one');
    const failing = async (): Promise<PushOutcome> => {
      throw new Error('no answer');
    };
    await expect(pushThread(world.context, threadId, failing)).rejects.toThrow('no answer');
    await expect(isListed()).resolves.toBe(true);
    const { texts, send } = channel();
    await pushThread(world.context, threadId, send);
    expect(texts).toEqual(['one']);
  });

  it('costs one write a message, and one page of messages', async () => {
    for (const text of ['one', 'two', 'three']) await say(text);
    const { send } = channel();
    world.meter.takeRequests();
    await pushThread(world.context, threadId, send);
    expect(world.meter.takeRequests()).toEqual({ GetItem: 2, Query: 1, TransactWriteItems: 3 });
  });

  it('I17: is continued with the part that is outstanding, whatever comes between two parts', async () => {
    await say('long');
    await say('next');
    const calls: string[] = [];
    let isBusy = true;
    const inParts: SendToChannel = async ({ text }, { shownAs }) => {
      calls.push(`${text} ${shownAs.join()}`);
      if (text === 'next') return taken;
      if (shownAs.length === 2 && isBusy) return { outcome: 'later', notBefore: 5_000 };
      const ids = [...shownAs, `part${shownAs.length}`];
      return { outcome: ids.length === 3 ? 'taken' : 'partTaken', shownAs: ids };
    };
    await expect(pushThread(world.context, threadId, inParts)).resolves.toMatchObject({ outcome: 'later' });
    await append(byAnn(threadId));
    isBusy = false;
    await pushThread(world.context, threadId, inParts);
    expect(calls).toEqual(['long ', 'long part0', 'long part0,part1', 'long part0,part1', 'next ']);
    await expect(readThread(world.context, threadId)).resolves.not.toHaveProperty('underWay');
  });

  it('costs one write more for each further part', async () => {
    await say('long');
    world.meter.takeRequests();
    await pushThread(world.context, threadId, async (_, { shownAs }) => ({
      outcome: shownAs.length === 2 ? 'taken' : 'partTaken',
      shownAs: [...shownAs, '4711'],
    }));
    expect(world.meter.takeRequests()).toEqual({ GetItem: 2, Query: 1, TransactWriteItems: 3 });
  });

  it('is what an operator has changed, with what the channel shows it as', async () => {
    const seen: string[] = [];
    const showing: SendToChannel = async ({ change }, { shown, shownAs }) => {
      seen.push(`${change?.type ?? 'new'}: ${shown.text} ${shownAs.join()}`);
      return { outcome: 'taken', shownAs: shownAs.length > 0 ? shownAs : ['m1'] };
    };
    const written = await appendMessage(world.context, byOlga(threadId, { text: 'Helo' }));
    if (written.outcome !== 'stored') throw new Error(written.outcome);
    await pushThread(world.context, threadId, showing);
    const { seq, timestamp } = written.message;
    const author = { type: 'operator', userId: 'olga' } as const;
    for (const [type, text] of [
      ['edit', 'Hello'],
      ['delete', ''],
    ] as const) {
      const head = await readThread(world.context, threadId);
      const request = { threadId, author, change: { type, seq }, timestamp, text, head };
      await expect(changeMessage(world.context, request)).resolves.toMatchObject({ outcome: 'stored' });
      await expect(isListed()).resolves.toBe(true);
      await pushThread(world.context, threadId, showing);
      await expect(isListed()).resolves.toBe(false);
    }
    expect(seen).toEqual(['new: Helo ', 'edit: Hello m1', 'delete:  m1']);
    const page = await queryMessages(world.context, { threadId });
    if (page.outcome !== 'page') throw new Error(page.outcome);
    for (const message of page.messages) expect(wireMessage(message)).not.toHaveProperty('shownAs');
  });

  it('knows what the channel has of an operator’s message where the function died before it recorded the delivery', async () => {
    const seen: (readonly string[])[] = [];
    const showing: SendToChannel = async (_, { shownAs }) => {
      seen.push(shownAs);
      return { outcome: 'taken', shownAs: ['m1', 'm2'] };
    };
    await append(byOlga(threadId, { text: 'Hello' }));
    const dying = world.another();
    injectFaults(dying.client, (operation) => {
      if (operation === 'TransactWriteItems') throw new Error('died');
      return undefined;
    });
    await expect(pushThread(dying, threadId, showing)).rejects.toThrow('died');
    await pushThread(world.context, threadId, showing);
    expect(seen).toEqual([[], ['m1', 'm2']]);
    await expect(isListed()).resolves.toBe(false);
  });

  it('leaves what another function has delivered since alone', async () => {
    for (const text of ['one', 'two']) await say(text);
    const { texts, send } = channel();
    let isFirst = true;
    await pushThread(world.context, threadId, async (message) => {
      if (isFirst) {
        isFirst = false;
        await pushThread(world.context, threadId, send);
      }
      return send(message);
    });
    // This one was late with its first message, and sends no second.
    expect(texts).toEqual(['one', 'two', 'one']);
    const head = await readThread(world.context, threadId);
    expect(head?.deliveredTimestamp).toBe(head?.lastTimestamp);
  });

  it('is nothing any more when its messages have expired', async () => {
    const { texts, send } = channel();
    const day = { ...world.context, retentionDays: 1 };
    await appendMessage(day, byAnn('short', { channel: 'telegram' }));
    await appendMessage(day, byBot('short', { text: 'gone' }));
    // The customer's next message keeps the thread alive.
    await appendMessage({ ...world.context, retentionDays: 3 }, byAnn('short'));
    world.advance(2 * 86_400_000);
    await expect(pushThread(world.context, 'short', send)).resolves.toEqual({ outcome: 'nothing' });
    expect(texts).toEqual([]);
    await expect(readThread(world.context, 'short')).resolves.not.toHaveProperty('undeliveredSince');
  });
});
