import { core, handlers, type Sabotage } from '../sabotage.ts';

/** Sabotages of how messages are stored, once and in order, and acknowledged. */
export const messages: readonly Sabotage[] = [
  {
    name: 'a message that is repeated is stored again',
    says: 'I20: it stores again',
    edits: core('append/marker.ts', [
      "ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now OR life <> :life'",
      "ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt > :now OR life <> :life'",
    ]),
  },
  {
    name: 'authors share one namespace of ids',
    says: 'I20',
    edits: core('append/marker.ts', [
      'sortKey: JSON.stringify([author.type, nameOf(author), clientMessageId])',
      'sortKey: JSON.stringify([[author.type, nameOf(author)].length, clientMessageId])',
    ]),
    setting: { stories: ['posts'] },
  },
  {
    name: 'an id that is used again for other words is acknowledged',
    says: 'I20',
    edits: core('append/marker.ts', [
      "if (content !== contentOf(identified)) return { outcome: 'idReused' };",
      '',
    ]),
  },
  {
    name: 'ownership is judged before the first try is looked for',
    says: 'I20',
    edits: core('append/append-message.ts', [
      'if (identified === undefined || head === null) return undefined;',
      'if (identified !== undefined || head === null) return undefined;',
    ]),
    setting: { stories: ['takeover', 'posts'] },
  },
  {
    name: 'a duplicate that was found before there was a thread is acknowledged unpublished',
    says: 'before it was published',
    edits: [
      // A life that begins has no marker yet by its own account, which hides the second edit.
      ...core('append/marker.ts', [
        "ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now OR life <> :life'",
        "ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now OR :life < :now'",
      ]),
      ...core('append/append-message.ts', [
        'read ?? (await readThread(context, request.threadId)),',
        'read,',
      ]),
    ],
    setting: { rates: { sentTwice: 1 }, stories: ['takeover'] },
  },
  {
    name: 'a head is written over what others have written since it was read',
    says: 'Specification',
    edits: core('threads/head-item.ts', [
      "ConditionExpression: 'version = :read AND createdAt = :life'",
      "ConditionExpression: 'version <> :read OR createdAt = :life'",
    ]),
  },
  {
    name: 'what is no message does not change what writers are conditioned on',
    says: 'Specification',
    edits: core('threads/head-item.ts', [
      'version: read.version + 1',
      'version: read.version + (next.seq > read.seq ? 1 : 0)',
    ]),
  },
  {
    name: 'a retry is acknowledged without being published',
    says: 'before it was published',
    edits: handlers('actions/send-message.ts', [
      'if (message === null || result.head === null) return ackFrame(result.message);',
      'return ackFrame(result.message);',
    ]),
  },
  {
    name: 'a conflict of two transactions is a failure',
    says: 'was never acknowledged',
    edits: core('context/commit.ts', [
      "if (reasons.some(({ code }) => transientCodes.has(code))) return { type: 'busy' };",
      '',
    ]),
    setting: { faults: { conflict: 0.5 } },
  },
  {
    name: 'requests outlive the function that makes them',
    says: 'was ended before it had answered',
    edits: core('context/deadline.ts', [
      'return { ...limited, client: abortedBy(context.client, () => deadlineSignal(limited)) };',
      'return limited;',
    ]),
  },
];
