import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn } from '../../test/requests.ts';
import { readConnection } from '../connections/read-connections.ts';
import { recordConnect } from '../connections/record-connection.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { appendMessage } from './append-message.ts';

describe('I12: the threads that a customer opens', () => {
  let world: ChatWorld;
  let context: ChatContext;
  beforeEach(async () => {
    world = await createChatWorld();
    context = { ...world.context, limits: { threadsPerHour: 3 } };
    await recordConnect(context, { userId: 'ann', connectionId: 'a' });
  });

  /** As message-send does it: the connection is read again for each try. */
  async function open(threadId: string): Promise<string> {
    for (;;) {
      const connection = await readConnection(context, 'ann');
      if (connection === null) throw new Error('ann has connected');
      const request = {
        threadId,
        author: { type: 'user', userId: 'ann' },
        text: 'hello',
        connection,
      } as const;
      try {
        return (await appendMessage(context, { ...request, head: null })).outcome;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ThreadBusyError') throw error;
      }
    }
  }

  it('are never more than the limit, however many are opened at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => open(`ann.${index}`)));
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === 'limited')).toHaveLength(9);
  });

  it('are one, whose first message is sent twice at once', async () => {
    const connection = await readConnection(context, 'ann');
    if (connection === null) throw new Error('ann has connected');
    const results = await Promise.all(
      Array.from({ length: 8 }, () =>
        appendMessage(context, byAnn('ann.1', { connection, head: null, clientMessageId: 'c1' })),
      ),
    );
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual([
      ...Array<string>(7).fill('duplicate'),
      'stored',
    ]);
  });

  it('are one, which another message of the customer has opened meanwhile: the later one is its second', async () => {
    const connection = await readConnection(context, 'ann');
    if (connection === null) throw new Error('ann has connected');
    const opening = byAnn('ann.1', { connection, head: null });
    await expect(appendMessage(context, opening)).resolves.toMatchObject({ message: { seq: 1 } });
    await expect(appendMessage(context, opening)).resolves.toMatchObject({ message: { seq: 2 } });
  });

  it('are not counted where there is no limit', async () => {
    const connection = await readConnection(context, 'ann');
    if (connection === null) throw new Error('ann has connected');
    const opening = appendMessage(world.context, byAnn('ann.1', { connection, head: null }));
    await expect(opening).resolves.toMatchObject({ outcome: 'stored' });
    await expect(readConnection(context, 'ann')).resolves.not.toHaveProperty('threadsUsedUntil');
  });

  it('may be one more after its share of the hour', async () => {
    for (let index = 0; index < 3; index += 1) expect(await open(`ann.${index}`)).toBe('stored');
    expect(await open('ann.3')).toBe('limited');
    world.advance(20 * 60_000);
    expect(await open('ann.3')).toBe('stored');
  });
});
