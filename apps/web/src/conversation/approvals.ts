import type { ChatMessage } from '@switchboard/chat-client';

type Fields = Readonly<Record<string, unknown>>;

/** What a message says of a question of the bot's, if anything. */
export const approvalIn = ({ metadata }: ChatMessage): Fields | undefined => {
  const { approval } = metadata;
  return typeof approval === 'object' && approval !== null ? (approval as Fields) : undefined;
};

/** Whether an operator has answered a question of the bot's with this message. */
export const isAnswer = (message: ChatMessage): boolean =>
  message.messageType === 'system' && typeof approvalIn(message)?.id === 'string';

/**
 * What goes with a quick reply that answers a question of the bot's: it names the question, so that the tap of a device that is late does
 * not answer another one.
 */
export function answerMetadata(
  message: ChatMessage | undefined,
  text: string,
): { readonly metadata?: { readonly approval: { readonly id: string; readonly approved: boolean } } } {
  const { id, approve, deny } = (message && approvalIn(message)) ?? {};
  if (typeof id !== 'string' || (text !== approve && text !== deny)) return {};
  return { metadata: { approval: { id, approved: text === approve } } };
}
