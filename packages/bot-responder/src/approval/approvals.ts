import {
  type Announcer,
  asksAnew,
  type ChatContext,
  type OpenQuestion,
  publishAlert,
  type ThreadHead,
} from '@switchboard/chat-core';
import { isRecord } from '@switchboard/protocol';
import type { Approval, BotState, SettledApproval, UserMessage } from '../bot/bot.ts';

/** A question that waits for an answer, as it is kept with the bot's state. */
export interface PendingApproval extends Required<Omit<Approval, 'expiresInMs' | 'askedOf'>> {
  /** Only this customer's answer counts; `undefined`: only an operator's. */
  readonly askedOf?: string;
  /** Epoch milliseconds: a message that was stored later is no answer. */
  readonly expiresAt: number;
}

/**
 * The name in the stored state under which the question is kept. A bot sees its state without it: what waits is settled in the
 * transaction that saves the state, and so once.
 */
const reserved = 'switchboard.approval';

export interface StoredState {
  /** What the bot kept. */
  readonly kept: BotState;
  readonly pending: PendingApproval | undefined;
}

export function readStored(stored: BotState): StoredState {
  const { [reserved]: pending, ...kept } = stored;
  return { kept, pending: isPending(pending) ? pending : undefined };
}

export const toStored = ({ kept, pending }: StoredState): BotState =>
  pending === undefined ? kept : { ...kept, [reserved]: pending };

const isPending = (value: unknown): value is PendingApproval =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  (value.askedOf === undefined || typeof value.askedOf === 'string') &&
  typeof value.expiresAt === 'number';

/** The question as it waits from now on. @param customerId the customer who is to answer, unless an operator is */
export const pendingOf = (
  { id, question, data = {}, approve = 'Yes', deny = 'No', expiresInMs = 3_600_000, askedOf }: Approval,
  customerId: string,
  now: number,
): PendingApproval => ({
  id,
  question,
  data,
  approve,
  deny,
  ...(askedOf === 'operator' ? {} : { askedOf: customerId }),
  expiresAt: now + expiresInMs,
});

/**
 * The question as the thread's head stores it: the bot is asked when it is over.
 *
 * @param asked the time of the question (`since`, epoch milliseconds) and the reply that asks it; stored if operators are asked
 */
export const openQuestionOf = (
  { id, question, askedOf, expiresAt }: PendingApproval,
  asked?: { readonly replyId: string; readonly since: number },
): OpenQuestion => ({
  id,
  of: askedOf === undefined ? 'operator' : 'customer',
  until: expiresAt,
  ...(askedOf === undefined && asked !== undefined ? { shown: { text: question, ...asked } } : {}),
});

/**
 * Publishes the alert of a question to operators. One request, or none if the thread had the question before.
 *
 * @param before the thread as it was; `null` if the alert of its question may not have been published
 */
export async function alertOfQuestion(
  chat: ChatContext,
  { alerts }: Pick<Announcer, 'alerts'>,
  before: ThreadHead | null,
  head: ThreadHead,
): Promise<void> {
  const { threadId, question } = head;
  if (alerts === undefined || question === undefined || !asksAnew(before, head)) return;
  await publishAlert(chat, alerts, { type: 'asked', threadId, questionId: question.id });
}

/**
 * What clients are told beside the reply, so that they can answer by the question's id. A question to an operator is no part of the
 * text; `of` says that operators are asked.
 */
export const approvalMetadata = ({ id, question, approve, deny, askedOf, expiresAt }: PendingApproval) => ({
  approval: {
    id,
    ...(askedOf === undefined ? { of: 'operator', question } : { askedOf }),
    expiresAt,
    approve,
    deny,
  },
});

/**
 * How a question ends. The first answer of the right person counts, and the head knows the first that named the question. A customer who
 * cannot name it answers by the words of a button, in a message that nobody else has dealt with; the time at which it was stored
 * decides whether it came in time. A question that the head does not know any more was dropped with its conversation, or cancelled.
 *
 * @param messages of customers, which wait for an answer
 *
 * @returns `undefined` where it still waits
 */
export function settleApproval(
  pending: PendingApproval,
  { question }: { readonly question?: ThreadHead['question'] | undefined },
  messages: readonly UserMessage[],
  now: number,
): SettledApproval | undefined {
  const { id, data, askedOf, expiresAt } = pending;
  const ended = (outcome: SettledApproval['outcome']): SettledApproval => ({ id, data, outcome });
  if (question?.id !== id) return ended('expired');
  if (question.isAnswered) return ended(question.isApproved ? 'approved' : 'denied');
  for (const message of messages) {
    if (message.userId !== askedOf || message.timestamp > expiresAt) continue;
    const isApproved = answerOf(pending, message);
    if (isApproved !== undefined) return ended(isApproved ? 'approved' : 'denied');
  }
  return now >= expiresAt ? ended('expired') : undefined;
}

/** A client names the question that it answers. Where it cannot, as in Telegram, the words of a button are an answer. */
function answerOf({ id, approve, deny }: PendingApproval, message: UserMessage): boolean | undefined {
  const { approval } = message.metadata;
  if (isRecord(approval))
    return approval.id === id && typeof approval.approved === 'boolean' ? approval.approved : undefined;
  if (isSame(message.text, approve)) return true;
  return isSame(message.text, deny) ? false : undefined;
}

const isSame = (text: string, answer: string): boolean =>
  text.trim().toLowerCase() === answer.trim().toLowerCase();

/** Characters of a button. */
const maxQuickReplyLength = 80;
export const maxQuestionLength = 200;
const shortestExpiryMs = 1_000;
const longestExpiryMs = 7 * 24 * 3_600_000;

/** @param invalid throws that the bot yielded what it is told */
export function checkedApproval(value: unknown, invalid: (what: string) => never): Approval {
  if (!isRecord(value)) invalid('an approval that is not an object');
  const {
    id,
    question,
    data = {},
    approve = 'Yes',
    deny = 'No',
    expiresInMs = 3_600_000,
    askedOf = 'customer',
  } = value;
  const isLine = (line: unknown, most: number): line is string =>
    typeof line === 'string' && line.trim() !== '' && line.length <= most;
  if (!isLine(id, maxQuestionLength)) invalid('an approval without an id of 1 to 200 characters');
  if (!isLine(question, maxQuestionLength)) invalid('an approval without a question of 1 to 200 characters');
  if (!isLine(approve, maxQuickReplyLength) || !isLine(deny, maxQuickReplyLength) || approve === deny)
    invalid(`an approval whose answers are not two texts of 1 to ${maxQuickReplyLength} characters`);
  if (!isRecord(data)) invalid('an approval whose data is not an object');
  const isTime = typeof expiresInMs === 'number' && expiresInMs >= shortestExpiryMs;
  if (!isTime || expiresInMs > longestExpiryMs)
    invalid(`an approval whose expiresInMs is not from ${shortestExpiryMs} to ${longestExpiryMs}`);
  if (askedOf !== 'customer' && askedOf !== 'operator')
    invalid('an approval that is asked of neither the customer nor an operator');
  return { id, question, data, approve, deny, expiresInMs, askedOf };
}

const toolStatuses: readonly unknown[] = ['running', 'done', 'failed'];

export function checkTool(value: unknown, invalid: (what: string) => never): void {
  const isText = (text: unknown) => typeof text === 'string' && text !== '' && text.length <= 200;
  const isTool =
    isRecord(value) && isText(value.id) && isText(value.title) && toolStatuses.includes(value.status);
  if (!isTool) invalid('a tool without an id, a title and a status of running, done or failed');
}
