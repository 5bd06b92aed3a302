import { startConversation } from '../../src/testing/conversation.ts';
import { bot } from './tea.ts';

describe('the tea bot', () => {
  it('asks before it orders, and remembers what was ordered', async () => {
    const { say, answer } = startConversation(bot);
    expect(await say('Hello!')).toMatchObject({ text: 'Which tea?', quickReplies: ['Green', 'Black'] });
    expect(await say('Green')).toMatchObject({ text: 'Order green tea?' });
    expect(await answer(true)).toMatchObject({ text: 'Your green tea is on its way.' });
    expect(await say('I am back')).toMatchObject({ text: 'The green one again?' });
  });

  it('orders nothing where the customer says no, or too late', async () => {
    const { say, answer, passTime } = startConversation(bot);
    await say('black tea, please');
    expect(await answer(false)).toMatchObject({ text: 'All right, no tea.' });
    await say('black tea, please');
    passTime(2 * 3_600_000);
    expect(await answer(true)).toMatchObject({ text: 'All right, no tea.' });
  });

  it('gets a human', async () => {
    const { say } = startConversation(bot);
    expect((await say('A human, please')).handOver).toEqual({ summary: 'Wants to talk about tea.' });
  });
});
