import { core, data, responder, type Sabotage } from '../sabotage.ts';

/** Sabotages of what has expired, whether DynamoDB has deleted it or not. */
export const expiry: readonly Sabotage[] = [
  {
    name: 'a head that has expired goes on',
    says: 'I8',
    edits: core('threads/head-item.ts', [
      'if (item === undefined || isExpired(item, now)) return null;',
      'if (item === undefined) return null;',
    ]),
    setting: { rates: { secondLife: 1 } },
  },
  {
    name: 'a bot’s state outlives its thread',
    says: 'I18',
    edits: [
      ...data('storages/state/state-item.ts', [
        'return asked !== undefined && life !== asked;',
        'return asked !== undefined && life === undefined;',
      ]),
      ...responder('held-state.ts', ['held.life === createdAt ? held.state : {}', 'held.state']),
    ],
    setting: { rates: { secondLife: 1 } },
  },
  {
    name: 'a message that has expired is read as long as it stands',
    says: 'I2',
    edits: core('messages/query-messages.ts', [
      "FilterExpression: 'expiresAt > :now'",
      "FilterExpression: 'expiresAt <> :now'",
    ]),
    setting: { rates: { ages: 1, secondLife: 0 }, stories: ['takeover'] },
  },
  {
    name: 'a thread cannot begin anew as long as its expired head stands',
    says: 'was never acknowledged',
    edits: core('threads/head-item.ts', [
      "ConditionExpression: 'attribute_not_exists(threadId) OR expiresAt <= :now'",
      "ConditionExpression: 'attribute_not_exists(threadId) OR (expiresAt <= :now AND :now <= seq)'",
    ]),
    setting: { rates: { secondLife: 1, sweeps: 0 }, stories: ['takeover'] },
  },
];
