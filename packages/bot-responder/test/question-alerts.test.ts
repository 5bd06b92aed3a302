import { askApproval, type Bot, handOver, keep, text } from '../src/bot/bot.ts';
import { createStaffedPlatform, type Platform } from './platform.ts';

const threadId = 't1';
let platform: Platform;

beforeEach(async () => {
  platform = await createStaffedPlatform();
});

/** A bot that asks what it is told to ask, hands over on request, and says how a question has ended. */
const desk = (askedOf: 'customer' | 'operator' = 'operator'): Bot => ({
  async *reply({ messages, approval }) {
    const said = messages.at(-1)?.text ?? '';
    if (approval !== undefined) yield text(`It was ${approval.outcome}.`);
    else if (said === 'a human!') yield handOver({ summary: 'Anna wants a person.' });
    else if (said.startsWith('ask ')) {
      const id = said.slice('ask '.length);
      yield askApproval({ id, question: `Refund ${id}?`, askedOf, expiresInMs: 600_000 });
    } else yield text('Hm.');
    yield keep({ said });
  },
});

const begin = async () => {
  const respond = platform.respondWith(desk());
  await platform.say(threadId, 'ask tea');
  return respond;
};

const asked = (questionId: string) => ({ type: 'asked', threadId, questionId });
const queueFrames = () => platform.frames.filter(({ event }) => event === 'queue.changed');
const clear = () => platform.frames.splice(0);

describe('operators', () => {
  it('are alerted of a question to them, once, and see it in their queue', async () => {
    const respond = await begin();
    await respond(threadId);
    expect(platform.alerts()).toEqual([asked('tea')]);
    const now = platform.chat.now();
    expect(queueFrames()).toEqual([
      expect.objectContaining({
        change: 'added',
        threadId,
        waiting: 'none',
        since: now,
        owner: { type: 'bot' },
        question: { id: 'tea', text: 'Refund tea?', expiresAt: now + 600_000 },
      }),
    ]);
    expect(queueFrames()[0]).not.toHaveProperty('silent');
  });

  it('are not alerted of a question to the customer', async () => {
    await platform.say(threadId, 'ask tea');
    await platform.respondWith(desk('customer'))(threadId);
    expect([platform.alerts(), queueFrames()]).toEqual([[], []]);
  });

  it('see what else is said while the question waits, and are not alerted again', async () => {
    const respond = await begin();
    await respond(threadId);
    clear();
    await platform.say(threadId, 'hello?');
    await respond(threadId);
    expect(platform.alerts()).toEqual([asked('tea')]);
    expect(queueFrames()).toMatchObject([{ change: 'updated', question: { id: 'tea' } }]);
  });

  it('are alerted of the question that takes the place of an earlier one', async () => {
    const respond = await begin();
    await respond(threadId);
    clear();
    await platform.say(threadId, 'ask coffee');
    await respond(threadId);
    expect(platform.alerts()).toEqual([asked('tea'), asked('coffee')]);
    expect(queueFrames()).toMatchObject([{ change: 'added', question: { id: 'coffee' } }]);
  });

  it('no longer see it once it has expired', async () => {
    const respond = await begin();
    await respond(threadId);
    clear();
    platform.passTime(600_000 + 60_000);
    await platform.sweep(threadId);
    await respond(threadId);
    expect((await platform.texts(threadId)).at(-1)).toBe('bot: It was expired.');
    expect(queueFrames()).toMatchObject([{ change: 'removed', threadId }]);
    expect(queueFrames()[0]).not.toHaveProperty('question');
  });

  it('are alerted of a hand-over although the question still waits', async () => {
    const respond = await begin();
    await respond(threadId);
    clear();
    await platform.say(threadId, 'a human!');
    await respond(threadId);
    const { ownerEpoch } = (await platform.head(threadId)) ?? {};
    expect(platform.alerts()).toEqual([asked('tea'), { type: 'queued', threadId, ownerEpoch }]);
    expect(queueFrames()).toMatchObject([{ change: 'added', waiting: 'human', owner: { type: 'queue' } }]);
    expect(queueFrames()[0]).not.toHaveProperty('question');
  });
});

describe('an alert', () => {
  const requestId = 'request-1';

  it('of a question that was refused is sent by the next try of the invocation, once', async () => {
    const respond = await begin();
    platform.failAlerts(new Error('Throttled'));
    await expect(respond(threadId, { requestId })).rejects.toThrow('Throttled');
    platform.failAlerts(undefined);
    expect(platform.alerts()).toEqual([]);
    await respond(threadId, { requestId });
    expect(platform.alerts()).toEqual([asked('tea')]);
  });

  it('is sent whichever call of the function it died after', async () => {
    for (let call = 1; call < 30; call += 1) {
      const thread = `${threadId}-${call}`;
      const respond = platform.respondWith(desk());
      await platform.say(thread, 'ask tea');
      const died = await platform.mortality.live({ call, when: 'after' }, () =>
        respond(thread, { requestId: `request-${call}` }),
      );
      if (!died) return;
      platform.passTime(60_000);
      await respond(thread, { requestId: `request-${call}` });
      const alerts = platform.alerts().filter((alert) => alert.threadId === thread);
      expect([call, alerts[0]]).toEqual([call, { ...asked('tea'), threadId: thread }]);
    }
    throw new Error('The function makes more calls than this test knows.');
  });

  it('is sent by the next try, even if that answers what the customer wrote meanwhile', async () => {
    const respond = await begin();
    platform.failAlerts(new Error('Throttled'));
    await expect(respond(threadId, { requestId })).rejects.toThrow('Throttled');
    platform.failAlerts(undefined);
    await platform.say(threadId, 'hello?');
    await respond(threadId, { requestId });
    expect((await platform.texts(threadId)).at(-1)).toBe('bot: Hm.');
    expect(platform.alerts()).toEqual([asked('tea')]);
  });

  it('is not sent again by the retry of another invocation than the one that asked', async () => {
    const respond = await begin();
    await respond(threadId, { requestId });
    await platform.say(threadId, 'hello?');
    await respond(threadId, { requestId: 'request-2' });
    await respond(threadId, { requestId: 'request-2' });
    expect(platform.alerts()).toEqual([asked('tea')]);
  });

  it('of a hand-over is sent by the next try, although a question of an earlier invocation still waits', async () => {
    const respond = await begin();
    await respond(threadId);
    await platform.say(threadId, 'a human!');
    platform.failAlerts(new Error('Throttled'));
    await expect(respond(threadId, { requestId })).rejects.toThrow('Throttled');
    platform.failAlerts(undefined);
    await respond(threadId, { requestId });
    expect(platform.alerts()).toMatchObject([asked('tea'), { type: 'queued', threadId }]);
  });

  it.each([
    ['a question', 'ask tea', asked('tea')],
    ['a hand-over', 'a human!', { type: 'queued', threadId, ownerEpoch: 2 }],
  ])('of %s is sent by the next try, however much the customer has written since', async (_, said, alert) => {
    const respond = platform.respondWith(desk());
    await platform.say(threadId, said);
    platform.failAlerts(new Error('Throttled'));
    await expect(respond(threadId, { requestId })).rejects.toThrow('Throttled');
    platform.failAlerts(undefined);
    for (let count = 0; count < 30; count += 1) await platform.say(threadId, `hello? ${count}`);
    await respond(threadId, { requestId: 'request-2' });
    await respond(threadId, { requestId });
    expect(platform.alerts()).toEqual([alert]);
  });

  it('is not sent if an operator has answered before the next try', async () => {
    const respond = await begin();
    platform.failAlerts(new Error('Throttled'));
    await expect(respond(threadId, { requestId })).rejects.toThrow('Throttled');
    platform.failAlerts(undefined);
    await platform.decide(threadId, 'tea', true);
    await respond(threadId, { requestId });
    expect(platform.alerts()).toEqual([]);
  });
});
