import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { changeMessage } from '@switchboard/chat-core';
import { measure } from '@switchboard/jest-preset/measure-cost';
import { createPlatform, type Platform } from '../../test/platform.ts';
import { lookAt, readHistory, type ThreadLook } from './thread-look.ts';

let platform: Platform;

beforeEach(async () => {
  platform = await createPlatform();
});

const takeOver = (userId: string) =>
  platform.client.send(
    new UpdateCommand({
      TableName: platform.tables.connections,
      Key: { userId },
      UpdateExpression: 'SET isHumanOverride = :true',
      ExpressionAttributeValues: { ':true': true },
    }),
  );

/** Looks, and counts the requests. */
async function look(...rest: [threadId: string, customerId?: string]) {
  const [threadId, customerId] = rest;
  let found: ThreadLook | undefined;
  const { requests } = await measure(platform.client, async () => {
    found = await lookAt(platform.chat, threadId, customerId);
  });
  return { requests, head: found?.head, known: found?.known, overridden: found?.overridden };
}

const devicesOf = ({ known }: Awaited<ReturnType<typeof look>>) =>
  known?.connections.flatMap(({ devices }) => devices.map(({ connectionId }) => connectionId));

describe('a look at a thread', () => {
  it('is one request where the customer is known', async () => {
    await platform.connect('anna');
    await platform.say('t1', 'hello');
    const seen = await look('t1', 'anna');
    expect(seen.requests).toEqual(['BatchGetItem']);
    expect(seen).toMatchObject({ head: { threadId: 't1' }, known: { userIds: ['anna'] }, overridden: false });
    expect(devicesOf(seen)).toEqual(['anna-1']);
  });

  it('finds the devices of customers that the caller does not name, with one more request', async () => {
    await platform.connect('anna');
    await platform.say('t1', 'hello');
    const seen = await look('t1');
    expect(seen.requests).toEqual(['BatchGetItem', 'BatchGetItem']);
    expect(seen.known?.userIds).toEqual(['anna']);
    expect(devicesOf(seen)).toEqual(['anna-1']);
  });

  it('finds every customer of a thread that has several', async () => {
    for (const userId of ['anna', 'ben']) await platform.connect(userId);
    await platform.say('t1', 'hello');
    await platform.invite('t1', 'ben');
    const seen = await look('t1', 'anna');
    expect(seen.known?.userIds).toEqual(['anna', 'ben']);
    expect(devicesOf(seen)).toEqual(['anna-1', 'ben-1']);
  });

  it('finds no devices of somebody who is no customer: an operator who has answered the bot', async () => {
    for (const userId of ['anna', 'olga']) await platform.connect(userId);
    await platform.say('t1', 'hello');
    const seen = await look('t1', 'olga');
    expect(seen.known?.userIds).toEqual(['anna']);
    expect(devicesOf(seen)).toEqual(['anna-1']);
  });

  it('I4: sees that a human has taken over any of them, whoever is known', async () => {
    await platform.say('t1', 'hello');
    await platform.invite('t1', 'ben');
    await takeOver('ben');
    for (const known of [undefined, 'anna', 'ben'])
      expect([known, (await look('t1', known)).overridden]).toEqual([known, true]);
  });

  it('does not count a human who has taken over somebody else', async () => {
    await platform.say('t1', 'hello');
    await takeOver('ben');
    expect((await look('t1', 'ben')).overridden).toBe(false);
  });

  it('finds nobody in a thread that is gone, with one request', async () => {
    await takeOver('anna');
    const seen = await look('t1');
    expect(seen).toMatchObject({ head: null, known: { userIds: [], connections: [] }, overridden: false });
    expect(seen.requests).toEqual(['BatchGetItem']);
    expect((await look('t1', 'anna')).overridden).toBe(false);
  });
});

describe('the history of a thread', () => {
  const linkFile = () => ({ url: '', expiresAt: 0 });
  const saidBy = async (limit?: number) => {
    const history = await readHistory(platform.chat, 't1', linkFile, limit);
    return history.map(({ by, sender, text }) => `${by} ${sender}: ${text}`);
  };
  const change = async (change: { type: 'edit' | 'delete'; seq: number }, text: string) => {
    const head = await platform.head('t1');
    const author = { type: 'user', userId: 'anna' } as const;
    const timestamp = platform.chat.now() + change.seq - 1;
    return changeMessage(platform.chat, { threadId: 't1', author, change, timestamp, text, head });
  };

  it('says what was edited once, in its new words, and nothing of what was deleted', async () => {
    for (const word of ['one', 'two', 'three']) await platform.say('t1', word);
    expect((await change({ type: 'edit', seq: 1 }, 'first')).outcome).toBe('stored');
    expect((await change({ type: 'delete', seq: 2 }, '')).outcome).toBe('stored');
    expect(await saidBy()).toEqual(['user anna: first', 'user anna: three']);
  });

  it('says nothing of a note, which is for operators alone', async () => {
    await platform.say('t1', 'hello');
    const note = {
      threadId: 't1',
      timestamp: platform.chat.now() + 1_000,
      expiresAt: platform.chat.now(),
      messageType: 'note',
      sender: 'olga',
      text: 'A difficult customer.',
    };
    await platform.client.send(new PutCommand({ TableName: platform.tables.messages, Item: note }));
    expect(await saidBy()).toEqual(['user anna: hello']);
  });

  it('is of one message at least', async () => {
    for (const word of ['one', 'two']) await platform.say('t1', word);
    expect(await saidBy(1)).toEqual(['user anna: two']);
    await expect(saidBy(0)).rejects.toThrow(
      new RangeError('The limit of a history is 0: it must be a whole number of at least 1.'),
    );
  });
});
