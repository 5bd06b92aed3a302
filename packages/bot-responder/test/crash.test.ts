import { type Bot, keep, text } from '../src/bot/bot.ts';
import { createPlatform } from './platform.ts';

const bot: Bot = {
  async *reply({ messages, state }) {
    const turn = typeof state.turn === 'number' ? state.turn + 1 : 1;
    yield text(`${turn}) `);
    yield text(messages.map((message) => message.text).join(', '));
    yield keep({ turn });
  },
};

/** The lock, the look, what waits, the commit, the post, the second look: a turn makes no fewer calls. */
const fewestCallsOfATurn = 6;

describe('I3, I5: an invocation that dies between any two of its steps, and is tried again', () => {
  it.each(['before', 'after'] as const)('%s each of its calls in turn', async (when) => {
    const platform = await createPlatform();
    const respond = platform.respondWith(bot);
    await platform.connect('anna');
    let deaths = 0;
    for (let died = true; died; ) {
      const call = deaths + 1;
      const threadId = `t${call}`;
      await platform.say(threadId, 'hello');
      platform.frames.length = 0;
      died = await platform.mortality.live({ call, when }, () => respond(threadId, { requestId: threadId }));
      if (died) deaths += 1;
      // Lambda waits a minute before it tries again: the lease has run out by then.
      platform.passTime(60_000);
      if (died) await respond(threadId, { requestId: threadId });
      await respond(threadId);
      expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: 1) hello']);
      expect((await platform.head(threadId))?.waiting).toBeUndefined();
      expect(platform.frames.filter(({ event }) => event === 'message').length).toBeGreaterThan(0);
    }
    expect(deaths).toBeGreaterThanOrEqual(fewestCallsOfATurn);
  });
});
