import type { CallRecord } from './records.ts';
import { referencesOf } from './references.ts';

/** The threads that a call of DynamoDB speaks of. */
const threadsOf = (request: object): readonly string[] => {
  const call = { type: 'call', service: 'dynamodb', input: Buffer.from(JSON.stringify(request)) };
  const record = { ...call, output: Buffer.from('{}') } as unknown as CallRecord;
  return [...referencesOf(record).threadIds];
};

const states = 'switchboard.local.states';
const sender = (id: string) => ({ senderId: { S: id } });

describe('the threads of a call', () => {
  it('are those of the keys of states, alone, in a batch and in a transaction', () => {
    expect(threadsOf({ TableName: states, Key: sender('t1') })).toEqual(['t1']);
    expect(threadsOf({ RequestItems: { [states]: { Keys: [sender('t1'), sender('t2')] } } })).toEqual([
      't1',
      't2',
    ]);
    expect(threadsOf({ TransactItems: [{ Put: { TableName: states, Item: sender('t3') } }] })).toEqual([
      't3',
    ]);
    expect(threadsOf({ TableName: states, Key: sender('|listing') })).toEqual([]);
  });

  it('are no users, whose tokens and log entries are found by the same name', () => {
    const log = {
      Put: { TableName: 'switchboard.local.chatlog', Item: { threadId: { S: 't1' }, ...sender('ann') } },
    };
    expect(threadsOf({ TransactItems: [log] })).toEqual(['t1']);
    expect(threadsOf({ TableName: 'switchboard.local.bottokens', Key: sender('ann') })).toEqual([]);
  });
});
