import type { ModelMessage } from 'ai';
import type { Utterance } from '../../bot/bot.ts';

/** A model's tokens are words and parts of words: about four bytes of UTF-8, plus what surrounds a message. */
const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4) + 4;

/**
 * The newest part of a conversation that fits into a number of tokens, as a model takes it. What people write is only ever the
 * content of messages with the role `user`: no text of theirs becomes an instruction of ours.
 *
 * @param utterances oldest first
 * @param tokens the most, as estimated; the newest message is always there, cut to fit if need be
 */
export function toModelMessages(utterances: readonly Utterance[], tokens: number): ModelMessage[] {
  const kept: Utterance[] = [];
  let left = tokens;
  for (const utterance of utterances.map(withFiles).reverse()) {
    const cost = estimateTokens(utterance.text);
    if (cost > left && kept.length > 0) break;
    kept.unshift(cost > left ? cutTo(utterance, left) : utterance);
    left -= cost;
  }
  return kept.flatMap(toModelMessage);
}

/** The model gets the names, types and sizes of files, not their content. */
function withFiles(utterance: Utterance): Utterance {
  const { attachments, text } = utterance;
  if (attachments.length === 0) return utterance;
  const files = attachments.map(({ name, type, sizeBytes }) => `${name} (${type}, ${sizeBytes} bytes)`);
  return { ...utterance, text: `${text}\n[Attached files, which you cannot open: ${files.join(', ')}]` };
}

/** The end of a message is where a question stands. */
const cutTo = (utterance: Utterance, tokens: number): Utterance => ({
  ...utterance,
  text: utterance.text.slice(-Math.max(1, tokens) * 3).toWellFormed(),
});

function toModelMessage({ by, text }: Utterance): ModelMessage[] {
  switch (by) {
    case 'user':
      return [{ role: 'user', content: text }];
    case 'bot':
      return [{ role: 'assistant', content: text }];
    case 'operator':
      return [{ role: 'assistant', content: `[A human colleague wrote:] ${text}` }];
    case 'system':
      return [];
  }
}
