import { core, responder, type Sabotage } from '../sabotage.ts';

/** Sabotages of who may write in a thread. */
export const ownership: readonly Sabotage[] = [
  {
    name: 'a bot writes whoever owns the thread',
    says: 'I4',
    edits: core(
      'append/decide-append.ts',
      ['if (!botMayWrite(head, false, now)) return owned;', ''],
      ['if (turn.ownerEpoch !== head.ownerEpoch) return owned;', ''],
    ),
  },
  {
    name: 'a reply is committed although the owner has changed in between',
    says: 'is to be refused: owned',
    edits: core('append/decide-append.ts', ['if (turn.ownerEpoch !== head.ownerEpoch) return owned;', '']),
    setting: { stories: ['returned'] },
  },
  {
    name: 'a bot writes to a customer that a human has taken over',
    says: 'I4',
    edits: core('append/append-message.ts', [
      "...(request.author.type === 'bot' ? overrideChecks(tables, nextHead, nowSeconds) : [])",
      '...overrideChecks(tables, nextHead, nowSeconds).slice(0, 0)',
    ]),
    setting: { stories: ['override'] },
  },
  {
    name: 'the override of the first customer alone counts',
    says: 'overridden',
    edits: core('append/append-message.ts', [
      'return customersOf(head).map((userId) => ({\n    name: { part',
      'return customersOf(head).slice(0, 1).map((userId) => ({\n    name: { part',
    ]),
    setting: { stories: ['override'] },
  },
  {
    name: 'a thread belongs to whoever writes in it first, whatever its id',
    says: 'which belongs to another',
    edits: core('threads/thread-ids.ts', ["policy === 'any' ||", 'policy.length > 0 ||']),
  },
  {
    name: 'a hand-over leaves the thread to the bot',
    says: 'not queue',
    edits: responder('commit-reply.ts', ['handOver: reply.handOver !== undefined,', 'handOver: false,']),
  },
];
