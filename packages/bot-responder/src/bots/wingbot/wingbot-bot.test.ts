import { BotApp, Router } from 'wingbot';
import type { BotFactory } from '../../bot/bot-factory.ts';
import { startConversation } from '../../testing/conversation.ts';
import { createConversation } from './conversation.ts';
import { createWingbot } from './wingbot-bot.ts';

const botOf =
  (router: Router): BotFactory =>
  (context) =>
    createWingbot({ createApp: (given) => new BotApp(router, given), context });

const bot = botOf(createConversation());

interface Requested {
  readonly state: Readonly<Record<string, unknown>>;
  text(): string;
}

interface Responding {
  text(text: string): Responding;
  setState(state: object): Responding;
}

/** A conversation of one answer. */
const answering = (answer: (req: Requested, res: Responding) => void) => botOf(new Router().use(answer));

describe('the bot wingbot', () => {
  it('asks, remembers in the state of the turn, and offers answers', async () => {
    const { say, state } = startConversation(bot);
    expect(state).toEqual({});
    expect(await say('hi')).toMatchObject({ text: 'Hello! What is your name?' });
    expect(await say('Ada')).toMatchObject({
      text: 'Nice to meet you, Ada!',
      quickReplies: ['Talk to a human', 'What is my name?'],
    });
    expect(await say('What is my name?')).toMatchObject({ text: 'You are Ada.' });
  });

  it('goes on with a state that was stored', async () => {
    const first = startConversation(bot);
    await first.say('hi');
    await first.say('Ada');
    const stored = JSON.parse(JSON.stringify(first.state));
    const later = startConversation(bot, { state: stored });
    expect(await later.say('What is my name?')).toMatchObject({ text: 'You are Ada.' });
  });

  it('hands over to a human', async () => {
    const { say } = startConversation(bot);
    await say('hi');
    await say('Ada');
    expect(await say('Talk to a human')).toMatchObject({ text: 'One moment, please.', handOver: {} });
  });

  it('fault: understood what it had offered in its last reply only: people may type it at any time', async () => {
    const { say } = startConversation(bot);
    await say('hi');
    await say('Ada');
    await say('What is my name?');
    expect(await say('Talk to a human, please')).toMatchObject({ handOver: {} });
  });

  it('answers several messages of one turn', async () => {
    const { say } = startConversation(bot);
    expect(await say('hi', 'Ada')).toMatchObject({
      text: 'Hello! What is your name?\n\nNice to meet you, Ada!',
    });
  });

  it('keeps each conversation apart, though one app serves them all at once', async () => {
    const shared = createWingbot({
      createApp: (given) => new BotApp(createConversation(), given),
      context: { log: () => {} },
    });
    const names = ['Ada', 'Ben', 'Cyd', 'Dan'];
    const conversations = names.map((userId) => startConversation(shared, { userId }));
    await Promise.all(conversations.map(({ say }) => say('hi')));
    await Promise.all(conversations.map(({ say }, index) => say(names[index] ?? '')));
    const answers = await Promise.all(conversations.map(({ say }) => say('What is my name?')));
    expect(answers.map(({ text }) => text)).toEqual(names.map((name) => `You are ${name}.`));
  });

  it('answers a customer who bears the name that wingbot was given for itself', async () => {
    const { say } = startConversation(bot, { userId: 'switchboard' });
    expect(await say('hi')).toMatchObject({ text: 'Hello! What is your name?' });
  });

  it('fault: a conversation that threw was said to have ended without a text: its own error is the cause', async () => {
    const lines: unknown[] = [];
    const failing = answering(() => {
      throw new TypeError('The shop has no prices.');
    });
    const { say, history } = startConversation(failing, {
      context: { log: (...line) => lines.push(line) },
    });
    await expect(say('my secret is 1234')).rejects.toMatchObject({
      code: 'bot.failed',
      message: 'The bot threw: The shop has no prices.',
      cause: expect.any(TypeError),
    });
    expect(history).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('1234');
  });

  it('stops between two messages where the reply is not wanted any more', async () => {
    const asked: string[] = [];
    const stopping = new AbortController();
    const router = new Router().use((req: Requested, res: Responding) => {
      asked.push(req.text());
      stopping.abort(new Error('taken over'));
      res.text('Hm');
    });
    const wingbot = createWingbot({
      createApp: (given) => new BotApp(router, given),
      context: { log: () => {} },
    });
    const said = (seq: number) => ({
      messageId: `m${seq}`,
      seq,
      userId: 'ann',
      text: `message ${seq}`,
      timestamp: seq,
      metadata: {},
      attachments: [],
    });
    const turn = {
      threadId: 'ann',
      begunAt: 0,
      channel: 'web',
      customerId: 'ann',
      messages: [said(1), said(2)],
      state: {},
      history: async () => [],
      customer: async () => ({ userId: 'ann', attributes: {} }),
    };
    const reply = wingbot.reply(turn, stopping.signal)[Symbol.asyncIterator]();
    await expect(reply.next()).rejects.toThrow('taken over');
    expect(asked).toEqual(['message 1']);
  });
});
