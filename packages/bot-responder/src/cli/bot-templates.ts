/** The file of a new bot. */
export const botTemplate = (
  name: string,
): string => `import { type Bot, keep, quickReplies, text } from '../bot/bot.ts';

/** What the bot ${name} remembers of a conversation. */
interface Memory {
  readonly turns: number;
}

const memoryOf = ({ turns }: Readonly<Record<string, unknown>>): Memory => ({
  turns: typeof turns === 'number' ? turns : 0,
});

/** Answers what people write. docs/bots.md describes what a bot receives and yields. */
export const bot: Bot = {
  async *reply({ messages, state }) {
    const { turns } = memoryOf(state);
    const said = messages.map((message) => message.text).join(' ');
    yield text(turns === 0 ? 'Hello! ' : '');
    yield text(\`You said: \${said.slice(0, 200)}\`);
    yield quickReplies('Tell me more');
    yield keep({ turns: turns + 1 });
  },
};
`;

/** Its test, which talks to it. */
export const testTemplate = (
  name: string,
): string => `import { startConversation } from '../testing/conversation.ts';
import { bot } from './${name}.ts';

describe('the bot ${name}', () => {
  it('greets people once, and answers everything that they wrote', async () => {
    const conversation = startConversation(bot);
    expect(await conversation.say('I', 'am Ann')).toMatchObject({
      text: 'Hello! You said: I am Ann',
      quickReplies: ['Tell me more'],
    });
    expect(await conversation.say('Bye')).toMatchObject({ text: 'You said: Bye' });
  });
});
`;
