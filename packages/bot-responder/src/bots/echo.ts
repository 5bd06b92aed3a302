import { type Bot, keep, quickReplies, text } from '../bot/bot.ts';

/** Says what it heard, and how often it was spoken to. */
export const bot: Bot = {
  async *reply({ messages, state }) {
    const turns = typeof state.turns === 'number' ? state.turns + 1 : 1;
    for (const message of messages) yield text(`You said: ${message.text}\n`);
    yield text(`That was turn ${turns}.`);
    yield quickReplies('Hello', 'Goodbye');
    yield keep({ turns });
  },
};
