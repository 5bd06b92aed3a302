import { cutText } from '@switchboard/protocol';
import { type Bot, keep, quickReplies, text } from '../bot/bot.ts';

/** Says what it heard, and how often it was spoken to. */
export const bot: Bot = {
  async *reply({ messages, state }) {
    const turns = typeof state.turns === 'number' ? state.turns + 1 : 1;
    // A reply has at most 10 000 characters, and so has each of up to 50 messages.
    for (const message of messages) yield text(`You said: ${cutText(message.text, 100)}\n`);
    yield text(`That was turn ${turns}.`);
    yield quickReplies('Hello', 'Goodbye');
    yield keep({ turns });
  },
};
