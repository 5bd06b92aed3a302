import { appendMessage, queryMessages } from '@switchboard/chat-core';
import { clientFrameSchemas } from '@switchboard/protocol';
import { createGateway } from './people.ts';
import { createWorld } from './world.ts';

/** What each action needs beside the thread's id. */
const fields: Readonly<Record<string, object>> = {
  'message.send': { text: 'let me in', clientMessageId: 'c1' },
  'thread.resume': { after: 0 },
  read: { seq: 1 },
  'thread.transfer': { to: 'bela' },
  'note.add': { text: 'hm' },
  'message.edit': { seq: 1, timestamp: 1_763_700_000_000, text: 'changed' },
  'message.delete': { seq: 1, timestamp: 1_763_700_000_000 },
  'attachment.upload': { name: 'a.png', type: 'image/png', size: 1 },
  'attachment.confirm': { attachmentId: 'a1' },
  'attachment.get': { attachmentIds: ['a1'] },
  'thread.view': { activity: 'viewing' },
  'tags.set': { tags: ['vip'] },
};

/** Every action that is about one thread. */
const threadActions = Object.entries(clientFrameSchemas).flatMap(([action, { entries }]) =>
  'threadId' in entries ? [action] : [],
);

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world, { threadIds: 'own' });
  const anna = await gateway.join('anna', 'anna-1');
  const bela = await gateway.join('bela', 'bela-1');
  const open = (threadId: string) => anna.send({ action: 'message.send', threadId, text: 'hello' });
  return { world, gateway, anna, bela, open };
};

describe('where a customer can open threads of their own only', () => {
  it.each(threadActions)(
    'the answer to %s for another’s thread is the same whether there is such a thread or not',
    async (action) => {
      const { world, bela, open } = await setUp();
      await open('anna');
      await open('anna.orders');
      world.takePosts();
      const ask = async (threadId: string) => {
        const { statusCode, body } = await bela.send({ action, threadId, ...fields[action] });
        // The id that was asked about comes back, and nothing else may differ.
        expect(body.threadId).toBe(threadId);
        return { statusCode, body: { ...body, threadId: undefined } };
      };
      const [unknown, ...others] = await Promise.all(
        ['anna.other', 'anna', 'anna.orders', 'nobody', 'belafonte', 'bel'].map(ask),
      );
      expect(unknown).toMatchObject({ statusCode: 403, body: { event: 'error' } });
      for (const answer of others) expect(answer).toEqual(unknown);
      expect(world.takePosts()).toEqual([]);
    },
  );

  it('covers all actions', () => {
    expect(threadActions.length).toBeGreaterThan(12);
  });

  it('nobody takes the id that belongs to another: its owner opens it later', async () => {
    const { world, anna, bela } = await setUp();
    const take = { action: 'message.send', threadId: 'anna', text: 'mine now', clientMessageId: 'c1' };
    expect((await bela.send(take)).body.code).toBe('thread.forbidden');
    expect((await anna.send({ ...take, text: 'hello' })).body).toMatchObject({ event: 'ack', seq: 1 });
    const page = await queryMessages(world.context, { threadId: 'anna' });
    expect(page).toMatchObject({ messages: [{ sender: 'anna', text: 'hello' }] });
  });

  it.each(['anna', 'anna.', 'anna.orders', 'anna.a.b'])('%s is Anna’s', async (threadId) => {
    const { anna } = await setUp();
    expect((await anna.send({ action: 'history.get', threadId })).body).toMatchObject({ messages: [] });
    expect((await anna.send({ action: 'message.send', threadId, text: 'hi' })).body.event).toBe('ack');
  });

  it('a participant reads a thread whatever its id: one that a backend opened for them', async () => {
    const { world, anna } = await setUp();
    const author = { type: 'bot', name: 'shop', opensFor: 'anna' } as const;
    await appendMessage(world.context, { threadId: 'order-7', text: 'It is on its way', author });
    expect((await anna.send({ action: 'history.get', threadId: 'order-7' })).body.event).toBe('history');
    expect(
      (await anna.send({ action: 'message.send', threadId: 'order-7', text: 'thanks' })).body.event,
    ).toBe('ack');
  });

  it('an operator sees every thread, and is told that a thread does not exist', async () => {
    const { gateway, open } = await setUp();
    await open('anna');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    expect((await olga.send({ action: 'history.get', threadId: 'anna' })).body.event).toBe('history');
    expect((await olga.send({ action: 'thread.claim', threadId: 'nobody' })).body.code).toBe(
      'thread.notFound',
    );
  });
});

describe('where a customer can open any thread', () => {
  it('the first to write has it, and others are refused', async () => {
    const world = await createWorld();
    const gateway = createGateway(world, { threadIds: 'any' });
    const anna = await gateway.join('anna', 'anna-1');
    const bela = await gateway.join('bela', 'bela-1');
    const frame = { action: 'message.send', threadId: 'table-9', text: 'hello' };
    expect((await anna.send(frame)).body.event).toBe('ack');
    expect((await bela.send(frame)).body.code).toBe('thread.forbidden');
  });

  it('two who open the same at once are told the same by the one refusal', async () => {
    const world = await createWorld();
    const gateway = createGateway(world, { threadIds: 'any' });
    const people = [await gateway.join('anna', 'anna-1'), await gateway.join('bela', 'bela-1')];
    const frame = { action: 'message.send', threadId: 'table-9', text: 'hello' };
    const answers = await Promise.all(people.map((person) => person.send(frame)));
    expect(answers.map(({ body }) => body.code ?? body.event).toSorted()).toEqual([
      'ack',
      'thread.forbidden',
    ]);
  });
});
