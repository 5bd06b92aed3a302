import type { ChatMessage } from '@switchboard/chat-client';
import { approvalIn, isAnswer } from './approvals.ts';
import type { Memo } from './rows.ts';

/** A question of the bot's that an operator is to answer. */
export interface OperatorQuestion {
  readonly id: string;
  readonly question: string;
  /** What the buttons say. */
  readonly approve: string;
  readonly deny: string;
}

/**
 * What operators are asked in a conversation at this moment, if anything: the newest question, unless somebody has answered it or its time is
 * up. It is found in the messages, so it is there after a reload and on every device.
 */
export function operatorQuestionIn(
  messages: readonly ChatMessage[],
  now: number,
): OperatorQuestion | undefined {
  const asked = messages.findLast(
    (message) => message.messageType === 'bot' && approvalIn(message) !== undefined,
  );
  const { id, of, question, approve, deny, expiresAt } = (asked && approvalIn(asked)) ?? {};
  if (of !== 'operator' || typeof id !== 'string' || typeof question !== 'string') return undefined;
  if (typeof expiresAt !== 'number' || expiresAt <= now) return undefined;
  const isAnswered = messages.some((message) => isAnswer(message) && approvalIn(message)?.id === id);
  return isAnswered ? undefined : { id, question, approve: String(approve), deny: String(deny) };
}

/** What the bot has asked operators, whatever became of it: who reads the conversation later sees what was answered. */
export const questionMemos = (messages: readonly ChatMessage[]): Memo[] =>
  messages.flatMap((message) => {
    const { of, question } = approvalIn(message) ?? {};
    if (message.messageType !== 'bot' || of !== 'operator' || typeof question !== 'string') return [];
    const { messageId, timestamp } = message;
    return [{ noteId: `question ${messageId}`, kind: 'question', timestamp, text: question }];
  });
