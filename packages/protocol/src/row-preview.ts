import type { ThreadRow } from './frames/operator-events.ts';
import type { MessageType } from './message.ts';

/** Whether a person owes the customer an answer. */
export const waitsForPeople = ({ waiting }: Pick<ThreadRow, 'waiting'>): boolean =>
  waiting === 'human' || waiting === 'failed';

/**
 * Whether a message becomes the `lastMessage` of an operator's row. What the platform tells the customer never does, and what the bot
 * says does not while a person owes the customer an answer: operators want to read the customer's words, and not the bot's hand-over.
 */
export const isPreviewed = (messageType: MessageType, waiting: ThreadRow['waiting']): boolean =>
  messageType !== 'system' && (messageType !== 'bot' || !waitsForPeople({ waiting }));
