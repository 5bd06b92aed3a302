import { type Bot, type BotEvent, type Turn, text } from '../../src/bot/bot.ts';

/** A port at which nobody listens. */
const stockAddress = 'http://127.0.0.1:49151/stock';

/** What goes wrong, by the question. */
const faults: Readonly<Record<string, (signal: AbortSignal) => AsyncIterable<BotEvent>>> = {
  async *'What does it cost?'() {
    yield text('Let me see. ');
    throw new TypeError('The price is not a number.');
  },
  async *'Can you wrap it?'() {
    yield text('Let me see. ');
    await new Promise(() => {});
  },
  async *'What do you have?'() {
    for (;;) yield text('More and more and more. ');
  },
  async *'Are you there?'() {
    for (;;) yield text('');
  },
  async *'What colour is it?'() {
    yield { type: 'text', text: 42 } as unknown as BotEvent;
  },
  async *'Is it in stock?'(signal) {
    await fetch(stockAddress, { signal });
    yield text('In stock.');
  },
};

/** A shop whose bot fails in every way that a bot can: the question says how. Any other message is answered. */
export const bot: Bot = {
  async *reply({ messages }: Turn, signal) {
    const fault = faults[messages.at(-1)?.text ?? ''];
    if (fault === undefined) yield text('Good morning! What can I do for you?');
    else yield* fault(signal);
  },
};
