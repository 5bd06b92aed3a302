import { startConversation } from '../../testing/conversation.ts';
import { bot } from './bot.ts';

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

  it('answers several messages of one turn', async () => {
    const { say } = startConversation(bot);
    expect(await say('hi', 'Ada')).toMatchObject({
      text: 'Hello! What is your name?\n\nNice to meet you, Ada!',
    });
  });
});
