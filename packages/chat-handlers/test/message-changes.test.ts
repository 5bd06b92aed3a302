import { createGateway } from './people.ts';
import { createWorld } from './world.ts';

const threadId = 't1';

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  await gateway.join('anna', 'anna-2');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  const send = await anna.send({ action: 'message.send', threadId, text: 'helo' });
  const { seq, timestamp } = send.body;
  world.takePosts();
  return { world, gateway, anna, olga, target: { threadId, seq, timestamp } };
};

describe('message.edit', () => {
  it('is acknowledged, and told to the other devices and to those who come later', async () => {
    const { world, anna, target } = await setUp();
    const frame = { action: 'message.edit', ...target, text: 'hello', clientMessageId: 'e1' };
    const { body } = await anna.send(frame);
    expect(body).toMatchObject({ event: 'ack', seq: 2, clientMessageId: 'e1' });
    const change = { type: 'edit', seq: 1 };
    const told = { event: 'message', messageType: 'system', seq: 2, text: 'hello', change };
    expect(world.takePosts()).toMatchObject([{ connectionId: 'anna-2', frame: told }]);
    const { body: history } = await anna.send({ action: 'history.get', threadId });
    expect(history.messages).toMatchObject([{ text: 'hello', status: 'edited' }, { change }]);
    // A retry gets the same answer, and tells again: the first try may have died in between.
    expect((await anna.send(frame)).body).toMatchObject({ event: 'ack', seq: 2 });
    expect(world.takePosts()).toHaveLength(1);
  });

  it('of another’s message, or of none, is refused by name', async () => {
    const { anna, olga, target } = await setUp();
    const code = 'message.notChangeable';
    const edit = { action: 'message.edit', ...target, text: 'mine' };
    expect(await olga.send(edit)).toMatchObject({ statusCode: 409, body: { code } });
    expect((await anna.send({ ...edit, seq: 7 })).body).toMatchObject({ code });
    expect((await anna.send({ ...edit, threadId: 'none' })).body).toMatchObject({ code: 'thread.notFound' });
  });

  it('publishes nothing: the bot is not asked once more', async () => {
    const { world, anna, target } = await setUp();
    const published = world.topic.published.length;
    await anna.send({ action: 'message.edit', ...target, text: 'hello' });
    expect(world.topic.published).toHaveLength(published);
  });

  it('of an operator’s own message does not take the thread from another operator', async () => {
    const { world, gateway, olga } = await setUp();
    const otto = await gateway.join('otto', 'otto-1', 'operator');
    const { body: said } = await olga.send({ action: 'message.send', threadId, text: 'Hi!' });
    await olga.send({ action: 'thread.transfer', threadId, to: 'otto' });
    const { seq, timestamp } = said;
    const edit = { action: 'message.edit', threadId, seq, timestamp, text: 'Hello!' };
    expect((await olga.send(edit)).body).toMatchObject({ event: 'ack' });
    world.takePosts();
    const { body } = await otto.send({ action: 'history.get', threadId, limit: 1 });
    expect(body.owner).toMatchObject({ type: 'operator', userId: 'otto' });
  });
});

describe('message.delete', () => {
  it('takes the text away everywhere, and the message keeps its number', async () => {
    const { anna, target } = await setUp();
    await anna.send({ action: 'message.delete', ...target });
    const { body } = await anna.send({ action: 'history.get', threadId });
    expect(body.messages).toMatchObject([
      { seq: 1, text: '', status: 'deleted' },
      { seq: 2, change: { type: 'delete', seq: 1 } },
    ]);
  });
});

describe('a reply', () => {
  it('names a message of its thread', async () => {
    const { world, anna } = await setUp();
    const reply = { action: 'message.send', threadId, text: 'I mean that', replyTo: 1 };
    expect((await anna.send(reply)).body).toMatchObject({ event: 'ack' });
    expect(world.takePosts()).toMatchObject([{ frame: { event: 'message', replyTo: 1 } }]);
    expect((await anna.send({ ...reply, replyTo: 9 })).body).toMatchObject({
      code: 'frame.invalidField',
      field: 'replyTo',
    });
  });
});
