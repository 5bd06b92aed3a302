import { type Action, newestOfCustomers, openIn, type Thread } from '@switchboard/specification';
import { clockSkewAtMostMs } from '../engine/lambda.ts';
import type { Identity } from '../services/events.ts';
import { headOf } from './head-view.ts';
import { answerIn, botName, type HeadChange, type Journal, type RecordedMessage } from './journal.ts';

/** A thread by the specification, from a moment on. */
export interface State {
  /** What happened earlier has a lower one. */
  readonly step: number;
  readonly thread: Thread;
}

/** What is known of a thread's life when something happens to it. */
interface LifeSoFar {
  /** In order. There is one at least. */
  readonly states: readonly State[];
  /** The message of number 1 first. */
  readonly messages: readonly RecordedMessage[];
}

export interface ActionFacts {
  readonly change: HeadChange;
  readonly life: LifeSoFar;
  readonly asked: Journal['asked'];
  /** Whether the bot's reply is not wanted any more once a customer has written more. */
  readonly restarts: boolean;
}

/** What a change of a head does, in the specification's words: each is possible by what is known. None: it must not be. */
export function actionsOf(facts: ActionFacts): readonly Action[] {
  const { change } = facts;
  if (change.after === null) return [{ type: 'expire' }];
  if (change.message !== undefined) return writesOf(facts, change.message);
  switch (change.cause?.functionName) {
    case 'chat-actions':
      // A writer that finds nothing left of what waited says so.
      return [...frameActions(change), ...settlements(facts)];
    case 'responder':
      return settlements(facts);
    case 'sweeper':
      return [...sweeps(facts), ...settlements(facts)];
    case 'telegram-push':
      return deliveries(facts);
    case undefined:
      return joins(change);
    default:
      return [];
  }
}

/** What a thread can have been to a function that has done something to it: it has read the thread since it began. */
function seenBy({ change, life: { states } }: ActionFacts, through = change.step): readonly Thread[] {
  const from = change.cause?.begun.step ?? change.step;
  return states
    .filter(
      ({ step }, index) => step <= through && (states[index + 1]?.step ?? Number.POSITIVE_INFINITY) > from,
    )
    .map(({ thread }) => thread);
}

const distinct = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)];

interface Frame {
  readonly action?: string;
  readonly answersThrough?: number;
  readonly to?: string;
}

/** The frame that a function of the WebSocket API, or the body that one of the HTTP API, was given. */
export function frameOf({ cause }: HeadChange): Frame {
  const { body } = (cause?.event ?? {}) as { readonly body?: string };
  return body === undefined ? ((cause?.event ?? {}) as Frame) : JSON.parse(body);
}

/** The sender of the frame that a function of the WebSocket API received. */
function senderOf({ cause }: HeadChange): Identity {
  const event = cause?.event as { readonly requestContext: { readonly authorizer: Identity } };
  return event.requestContext.authorizer;
}

function writesOf(facts: ActionFacts, message: RecordedMessage): readonly Action[] {
  const { change } = facts;
  const { messageType, sender, clientMessageId, text: content } = message;
  const said = {
    type: 'write',
    content,
    ...(clientMessageId === undefined ? {} : { id: clientMessageId }),
  } as const;
  const { answersThrough } = frameOf(change);
  switch (messageType) {
    case 'user': {
      const written = { ...said, author: { kind: 'customer', name: sender } } as const;
      const answersQuestion = message.metadata?.approval?.id;
      if (answersQuestion === undefined) return [written];
      // An answer that comes too late is a message as any other.
      return endsOf(change).map((isOver) => (isOver ? written : { ...written, answersQuestion }));
    }
    case 'operator': {
      // Without the operator's word, it is what was there when the message was first tried.
      const seen = answersThrough === undefined ? seenBy(facts).map(newestOfCustomers) : [answersThrough];
      const author = { kind: 'operator', name: sender } as const;
      return distinct(seen).map((number) => ({ ...said, author, answersThrough: number }));
    }
    case 'bot': {
      if (sender === botName) return repliesOf(facts, content);
      const { userId } = (change.cause?.event ?? {}) as { readonly userId: string };
      const answers = answersThrough === undefined ? {} : { answersThrough };
      return [{ ...said, author: { kind: 'bot', name: sender }, opensFor: userId, ...answers }];
    }
    case 'system':
      return message.notice?.type !== 'queued' ? changesBy(change, message) : [noticeOf(message)];
    default:
      return [];
  }
}

function changesBy(headChange: HeadChange, message: RecordedMessage): readonly Action[] {
  const { sender: name, text, clientMessageId, change } = message;
  if (change === undefined) return answersBy(message);
  const kind = senderOf(headChange).role === 'operator' ? 'operator' : 'customer';
  const content = `${change.type} ${change.seq}: ${text}`;
  const id = clientMessageId === undefined ? {} : { id: clientMessageId };
  const deletes = change.type === 'delete';
  return [{ type: 'change', author: { kind, name }, ...id, content, of: change.seq, deletes }];
}

function answersBy({
  sender: name,
  text: content,
  clientMessageId,
  metadata,
}: RecordedMessage): readonly Action[] {
  const question = metadata?.approval?.id;
  if (question === undefined) return [];
  const id = clientMessageId === undefined ? {} : { id: clientMessageId };
  return [{ type: 'answer', author: { kind: 'operator', name }, ...id, content, question }];
}

const noticeOf = ({ sender: name, text: content, clientMessageId }: RecordedMessage): Action => ({
  type: 'notice',
  name,
  content,
  ...(clientMessageId === undefined ? {} : { id: clientMessageId }),
});

/** Whether the bot's question was over to whoever made a change: clocks differ. */
function endsOf({ before, at, cause }: HeadChange): readonly boolean[] {
  const question = before === null ? undefined : headOf(before).question;
  if (question === undefined) return [false];
  if (question.isAnswered) return [true];
  const mayBe = question.until <= at + clockSkewAtMostMs;
  const mustBe = question.until <= (cause?.begun.at ?? at) - clockSkewAtMostMs;
  return [...(mayBe ? [true] : []), ...(mustBe ? [] : [false])];
}

/** The numbers of messages in a life; 0 for those of another one. */
export const numbersIn = (messages: readonly RecordedMessage[], ids: readonly string[]): readonly number[] =>
  ids.map((id) => messages.findIndex(({ messageId }) => messageId === id) + 1);

function repliesOf(facts: ActionFacts, content: string): readonly Action[] {
  const { life, asked, restarts } = facts;
  const { ask, answers, handsOver, asks, settled } = answerIn(content);
  const open = numbersIn(life.messages, answers);
  const thread = life.states.at(-1)?.thread;
  if (thread === undefined) return [];
  const reply = {
    type: 'reply',
    name: botName,
    content,
    handOver: handsOver,
    onlyIfNewest: restarts,
    ...(asks === undefined ? {} : { asks }),
    ...(settled === undefined ? {} : { settles: settled.id }),
  } as const;
  // A message of another life makes the reply one of another life.
  const ofLife = open.includes(0) ? -1 : thread.life;
  const newestShown = Math.max(0, ...open);
  const possible = seenBy(facts, asked[ask - 1]?.step).map((seen) => {
    // The bot is not shown what is gone, and deals with it all the same.
    const newest = newestOfCustomers(seen);
    const notShown = openIn(thread).filter((number) => number > newestShown && number <= newest);
    const answersThrough = notShown.every(isGone(facts, thread))
      ? Math.max(newest, newestShown)
      : newestShown;
    return { ...reply, answersThrough, seen: { life: ofLife, ownerChanges: seen.ownerChanges, open } };
  });
  return [...new Map(possible.map((action) => [JSON.stringify(action), action])).values()];
}

/** Whether a message has been deleted or has expired by the time of a change. */
const isGone =
  ({ change, life: { messages } }: ActionFacts, thread: Thread) =>
  (number: number): boolean =>
    thread.entries[number - 1]?.isDeleted === true ||
    (messages[number - 1]?.expiresAt ?? 0) * 1_000 <= change.at + 1_000;

const changes = ['claim', 'release', 'requeue', 'close'] as const;

function frameActions(change: HeadChange): readonly Action[] {
  const { action = '', to = '', answersThrough: through } = frameOf(change);
  if (action === 'reply.cancel') {
    const named = through === undefined ? {} : { through };
    return endsOf(change).map((isQuestionOver) => ({ type: 'cancel', ...named, isQuestionOver }));
  }
  const { userId: operator } = senderOf(change);
  const name = action.replace('thread.', '');
  if (name === 'transfer') return [{ type: 'transfer', operator, to }];
  return changes.filter((type) => type === name).map((type) => ({ type, operator }));
}

/** A bot says that nothing waits where all of it has expired or was deleted, and only there. */
function settlements(facts: ActionFacts): readonly Action[] {
  const thread = facts.life.states.at(-1)?.thread;
  if (thread === undefined) return [];
  if (!openIn(thread).every(isGone(facts, thread))) return [];
  const settlement = { type: 'settle', through: newestOfCustomers(thread), life: thread.life } as const;
  return endsOf(facts.change).map((isQuestionOver) => ({ ...settlement, isQuestionOver }));
}

function sweeps(facts: ActionFacts): readonly Action[] {
  const seen = seenBy(facts);
  const wasOverridden = seen.some(({ customers, overridden }) =>
    customers.some((user) => overridden.includes(user)),
  );
  return [false, ...(wasOverridden ? [true] : [])].map((isOverridden) => ({ type: 'sweep', isOverridden }));
}

function deliveries({ change, life: { states, messages } }: ActionFacts): readonly Action[] {
  if (change.after === null) return [];
  const thread = states.at(-1)?.thread;
  const through = deliveredIn(change.after, messages);
  return thread === undefined ? [] : [{ type: 'deliver', through, life: thread.life }];
}

/** The number up to which the channel has taken everything, as the head says. */
export function deliveredIn(
  item: NonNullable<HeadChange['after']>,
  messages: readonly RecordedMessage[],
): number {
  const { deliveredTimestamp = 0 } = headOf(item);
  return messages.filter(({ timestamp }) => timestamp <= deliveredTimestamp).length;
}

function joins({ before, after }: HeadChange): readonly Action[] {
  if (before === null || after === null) return [];
  const known = headOf(before).participants.map(({ userId }) => userId);
  const others = headOf(after).participants.filter(({ userId }) => !known.includes(userId));
  return others.map(({ userId }) => ({ type: 'join', user: userId }));
}
