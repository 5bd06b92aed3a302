import { queryMessages } from '@switchboard/chat-core';
import { createPostToConnection } from '../src/posting/post-to-connection.ts';
import { createGateway, invocation } from './people.ts';
import { createWorld, type WorldOptions } from './world.ts';

const threadId = 't1';

const setUp = async (options: WorldOptions = {}) => {
  const world = await createWorld(options);
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  const postToConnection = createPostToConnection(world);
  const post = async (sender: string, text: string, messageId: string) => {
    const event = { userId: 'anna', threadId, message: { text, sender, messageId } };
    const { statusCode, body } = await postToConnection(event, invocation);
    return { statusCode, body: JSON.parse(body) };
  };
  const stored = async () => {
    const page = await queryMessages(world.context, { threadId, limit: 100 });
    return page.outcome === 'page' ? page.messages.map(({ sender, text }) => `${sender}: ${text}`) : [];
  };
  return { world, gateway, anna, olga, post, stored };
};

const saying = (text: string, rest: object = {}) => ({
  action: 'message.send',
  threadId,
  text,
  clientMessageId: 'c1',
  ...rest,
});

describe('I1: a clientMessageId', () => {
  it('is its author’s: an operator’s message and a shop’s post with the customer’s id are stored beside the customer’s', async () => {
    const { anna, olga, post, stored } = await setUp();
    const customer = await anna.send(saying('is my order there?'));
    const shop = await post('shop', 'Sale!', 'c1');
    const operator = await olga.send(saying('it is'));
    expect([customer.body.seq, shop.body.seq, operator.body.seq]).toEqual([1, 2, 3]);
    expect(new Set([customer, shop, operator].map(({ body }) => body.messageId)).size).toBe(3);
    expect(await stored()).toEqual(['anna: is my order there?', 'shop: Sale!', 'olga: it is']);
  });

  it('is one of a hundred authors’: 100 acknowledgements are 100 messages', async () => {
    const { anna, post, stored } = await setUp({ inRealTime: true });
    await anna.send(saying('hello'));
    for (let first = 0; first < 99; first += 9) {
      const posts = Array.from({ length: 9 }, (_, n) => post(`bot-${first + n}`, `from ${first + n}`, 'c1'));
      for (const { statusCode } of await Promise.all(posts)) expect(statusCode).toBe(200);
    }
    expect(new Set(await stored()).size).toBe(100);
  });

  it.each([
    ['text', saying('two')],
    ['metadata', saying('one', { metadata: { page: '/b' } })],
    ['no metadata', saying('one')],
  ])(
    'that its author used for another message is refused by name, not acknowledged: other %s',
    async (_, second) => {
      const { anna, stored } = await setUp();
      await anna.send(saying('one', { metadata: { page: '/a' } }));
      expect(await anna.send(second)).toMatchObject({
        statusCode: 409,
        body: { event: 'error', code: 'message.idReused', field: 'clientMessageId', clientMessageId: 'c1' },
      });
      expect(await stored()).toEqual(['anna: one']);
    },
  );

  it('repeated with the same content in another order of its fields is a retry', async () => {
    const { anna, stored } = await setUp();
    const first = await anna.send(saying('one', { metadata: { a: 1, b: { c: [1], d: 2 } } }));
    expect(await anna.send(saying('one', { metadata: { b: { d: 2, c: [1] }, a: 1 } }))).toEqual(first);
    expect(await stored()).toEqual(['anna: one']);
  });

  it('of a post is refused with 409 where the bot used it for another message', async () => {
    const { anna, post, stored } = await setUp();
    await anna.send(saying('hello'));
    expect((await post('shop', 'Sale!', 'm1')).statusCode).toBe(200);
    expect(await post('shop', 'No sale!', 'm1')).toMatchObject({
      statusCode: 409,
      body: { code: 'message.idReused', field: 'message.messageId' },
    });
    expect(await stored()).toEqual(['anna: hello', 'shop: Sale!']);
  });
});

describe('I20: a retry gets the answer of its first try', () => {
  it('although another operator has the thread by then', async () => {
    const { gateway, anna, olga, stored } = await setUp();
    await anna.send(saying('help'));
    const first = await olga.send(saying('I am here'));
    const otto = await gateway.join('otto', 'otto-1', 'operator');
    await olga.send({ action: 'thread.transfer', threadId, to: 'otto' });
    expect(await olga.send(saying('I am here'))).toEqual(first);
    expect(await olga.send(saying('still me', { clientMessageId: 'c2' }))).toMatchObject({
      body: { code: 'thread.owned' },
    });
    expect((await otto.send(saying('I took over'))).body.event).toBe('ack');
    expect(await stored()).toEqual(['anna: help', 'olga: I am here', 'otto: I took over']);
  });

  it('although the bot may not write in the thread any more', async () => {
    const { anna, olga, post } = await setUp();
    await anna.send(saying('help'));
    const first = await post('shop', 'Sale!', 'm1');
    await olga.send({ action: 'thread.claim', threadId });
    expect(await post('shop', 'Sale!', 'm1')).toEqual(first);
    expect((await post('shop', 'Sale!', 'm2')).statusCode).toBe(409);
  });

  it('although its author has written too much in the meantime', async () => {
    const { anna } = await setUp({ limits: { messagesPerMinute: 1 } });
    const first = await anna.send(saying('one'));
    expect((await anna.send(saying('two', { clientMessageId: 'c2' }))).body.code).toBe('service.limited');
    expect(await anna.send(saying('one'))).toEqual(first);
  });

  it('and publishes it again only where the bot is to answer it', async () => {
    const { world, anna, olga } = await setUp();
    await anna.send(saying('help'));
    await olga.send({ action: 'thread.claim', threadId });
    world.topic.published.splice(0);
    expect((await anna.send(saying('help'))).body.event).toBe('ack');
    expect(world.topic.published).toEqual([]);
  });
});
