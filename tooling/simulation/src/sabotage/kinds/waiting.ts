import { core, handlers, responder, type Sabotage } from '../sabotage.ts';

/** Sabotages of what waits for an answer, and of who gives it. */
export const waiting: readonly Sabotage[] = [
  {
    name: 'nobody remembers that a customer waits',
    says: 'waits is nobody',
    edits: core('append/decide-append.ts', [
      'const next = waiting === undefined ? after : { ...after, waiting };',
      'const next = waiting === undefined || isUser ? after : { ...after, waiting };',
    ]),
  },
  {
    name: 'a post answers everything',
    says: 'is dealt with, not open',
    edits: core('append/decide-append.ts', [
      'const answeredBy = ({ author, answersThrough = 0 }: AppendRequest',
      'const answeredBy = ({ author, answersThrough = 1e9 }: AppendRequest',
    ]),
    setting: { stories: ['posts'] },
  },
  {
    name: 'an operator’s message answers what its author had not seen',
    says: 'is dealt with, not open',
    edits: core('append/append-message.ts', [
      'return { answersThrough: head?.lastUserSeq ?? 0, ...asked };',
      'return { ...asked, answersThrough: 1e9 };',
    ]),
  },
  {
    name: 'two replies answer one message',
    says: 'is to be refused: answered',
    edits: core('append/decide-append.ts', [
      "if (turn.answeredUntil < head.answeredSeq || life !== head.createdAt) return { outcome: 'answered' };",
      '',
    ]),
  },
  {
    name: 'a reply that is cancelled is still owed',
    says: 'After a cancel',
    edits: core('threads/sweep-thread.ts', [
      'return withoutWait(current, Math.max(answeredSeq, current.answeredSeq), now);',
      'return current;',
    ]),
  },
  {
    name: 'a bot that always fails is asked for ever',
    says: 'not failed',
    edits: core('threads/waiting.ts', ['if (attempts >= mostAttempts)', 'if (attempts > 100)']),
    setting: { rates: { failing: 1 } },
  },
  {
    name: 'a thread whose operator has gone waits for ever',
    says: 'I3: nobody answers',
    setting: { stories: ['deserted'] },
    edits: handlers(
      'sweeping/sweep.ts',
      ["{ list: { type: 'waiting', kinds: ['operator'] }, patienceMs, rescue },", ''],
      ['[...patrols, ...(await patrolsOfOperators(context))]', 'patrols'],
    ),
  },
  {
    name: 'a customer who was promised a person is the bot’s again when the operator has gone',
    says: 'was promised a person',
    setting: { stories: ['abandoned'] },
    edits: core('threads/ownership.ts', ['return queuedSince === undefined ? bot : queue;', 'return bot;']),
  },
  {
    name: 'the cursor of a list starts idle shards from the beginning',
    says: 'I22',
    edits: core('threads/list-threads.ts', [
      'lastOf(page, partition) ?? from',
      'lastOf(page, partition) ?? null',
    ]),
  },
  {
    name: 'the bot is asked about the newest message alone',
    says: 'does not know it',
    edits: responder('thread-look.ts', [
      'readUnanswered(chat, head, messagesAtMost)',
      'readUnanswered(chat, head, 1)',
    ]),
  },
];
