import { type Bot, keep, quickReplies, text } from '../../src/bot/bot.ts';

/** What the bot new-bot remembers of a conversation. */
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
    yield text(`You said: ${said.slice(0, 200)}`);
    yield quickReplies('Tell me more');
    yield keep({ turns: turns + 1 });
  },
};
