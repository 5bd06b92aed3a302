import { appendMessage, readThread } from '@switchboard/chat-core';
import { createGateway } from './people.ts';
import { createWorld } from './world.ts';

const threadId = 't1';
const hourMs = 3_600_000;

/** A thread in which the bot has asked operators something. */
async function setUp(of: 'customer' | 'operator' = 'operator') {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  const otto = await gateway.join('otto', 'otto-1', 'operator');
  await anna.send({ action: 'message.send', threadId, text: 'I want a refund' });
  const { context } = world;
  const head = await readThread(context, threadId);
  await appendMessage(context, {
    threadId,
    text: 'I have to ask a colleague.',
    author: { type: 'bot', name: 'shop' },
    metadata: { approval: { id: 'q1', of } },
    answersThrough: 1,
    turn: {
      ownerEpoch: head?.ownerEpoch ?? 0,
      answeredUntil: 0,
      question: {
        id: 'q1',
        of,
        until: context.now() + hourMs,
        ...(of === 'operator' && { shown: { text: 'May I?', since: context.now(), replyId: 'r1' } }),
      },
    },
    head,
  });
  world.topic.published.splice(0);
  world.takePosts();
  world.advance(1_000);
  const answer = (approved: boolean, id = 'q1', clientMessageId = `answer-${approved}`) => ({
    action: 'message.send',
    threadId,
    text: approved ? 'Yes' : 'No',
    clientMessageId,
    metadata: { approval: { id, approved } },
  });
  return { world, anna, olga, otto, answer, headNow: () => readThread(context, threadId) };
}

describe("an operator's answer to a question of the bot", () => {
  it('is said in the conversation, goes to the bot, and takes nothing over', async () => {
    const { world, olga, answer, headNow } = await setUp();
    expect((await olga.send(answer(true))).body).toMatchObject({ event: 'ack', seq: 3 });
    expect(await headNow()).toMatchObject({
      owner: { type: 'bot' },
      ownerEpoch: 1,
      waiting: { kind: 'bot' },
    });
    expect(world.topic.published).toHaveLength(1);
    const posts = world.takePosts();
    expect(posts.filter(({ frame }) => frame.event !== 'queue.changed')).toMatchObject([
      {
        connectionId: 'anna-1',
        frame: { event: 'message', messageType: 'system', sender: 'olga', text: 'Yes' },
      },
    ]);
    const told = posts.filter(({ frame }) => frame.event === 'queue.changed');
    expect(told.map(({ connectionId }) => connectionId).toSorted()).toEqual(['olga-1', 'otto-1']);
    expect(told.map(({ frame }) => frame.change)).toEqual(['removed', 'removed']);
  });

  it('is acknowledged again when it is repeated, and another one comes too late', async () => {
    const { olga, otto, answer } = await setUp();
    const first = (await olga.send(answer(true))).body;
    expect((await olga.send(answer(true))).body).toEqual(first);
    expect((await otto.send(answer(false))).body).toMatchObject({
      event: 'error',
      code: 'approval.notFound',
    });
    expect((await olga.send(answer(false))).body).toMatchObject({
      event: 'error',
      code: 'approval.notFound',
    });
  });

  it('is refused where the question is another one, is asked of the customer, or is over', async () => {
    const { world, olga, answer } = await setUp();
    const refused = { event: 'error', code: 'approval.notFound' };
    expect((await olga.send(answer(true, 'q0'))).body).toMatchObject(refused);
    world.advance(hourMs);
    expect((await olga.send(answer(true))).body).toMatchObject(refused);
    const customers = await setUp('customer');
    expect((await customers.olga.send(answer(true))).body).toMatchObject(refused);
  });

  it('of a customer is a message like any other', async () => {
    const { anna, answer, headNow } = await setUp();
    expect((await anna.send(answer(true))).body).toMatchObject({ event: 'ack', seq: 3 });
    expect((await headNow())?.question).toMatchObject({ id: 'q1', of: 'operator' });
    expect((await headNow())?.question).not.toHaveProperty('isAnswered');
  });
});
