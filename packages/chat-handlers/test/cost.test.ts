import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { appendMessage } from '@switchboard/chat-core';
import { documentedTable } from '@switchboard/jest-preset/documented-table';
import { type Cost, costHeading, costRow, measure } from '@switchboard/jest-preset/measure-cost';
import { createGateway } from './people.ts';
import { createTestClient, createWorld, type World } from './world.ts';

const itemsPerRequest = 25;
const loadersAtOnce = 8;

/** Connects that many other people, past the handlers: what they cost is not the question. */
async function fillConnections({ tables }: World, count: number): Promise<void> {
  const client = createTestClient();
  const batches = Array.from({ length: count / itemsPerRequest }, (_, batch) =>
    Array.from({ length: itemsPerRequest }, (_, index) => `stranger-${batch * itemsPerRequest + index}`),
  ).values();
  const load = async () => {
    for (const userIds of batches) {
      const requests = userIds.map((userId) => ({
        PutRequest: {
          Item: { userId, connectionId: userId, lastSeen: 1, [`device:${userId}`]: { connectedAt: 1 } },
        },
      }));
      await client.send(new BatchWriteCommand({ RequestItems: { [tables.connections]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: loadersAtOnce }, load));
}

/** What a conversation costs, step by step. */
async function conversationCosts(connections: number): Promise<Record<string, Cost>> {
  const world = await createWorld();
  await fillConnections(world, connections);
  const gateway = createGateway(world);
  const authorizer = { userId: 'anna', role: 'customer' };
  const cost = (action: () => Promise<unknown>) => measure(world.client, action);
  const send = (frame: object) => () => gateway.send('anna-1', frame, authorizer);
  const hello = { action: 'message.send', threadId: 't1', text: 'hello', clientMessageId: 'c1' };
  const reply = () =>
    appendMessage(world.context, {
      threadId: 't1',
      text: 'hi',
      author: { type: 'bot', name: 'rules' },
      answersThrough: 3,
    });
  return {
    'first connect': await cost(() =>
      gateway.connect({ connectionId: 'anna-0', query: { threadId: 't1' } }, authorizer),
    ),
    'first disconnect': await cost(() => gateway.disconnect('anna-0', authorizer)),
    connect: await cost(() =>
      gateway.connect({ connectionId: 'anna-1', query: { threadId: 't1' } }, authorizer),
    ),
    'first message': await cost(send(hello)),
    'next message': await cost(send({ ...hello, clientMessageId: 'c2' })),
    'message without an id': await cost(send({ action: 'message.send', threadId: 't1', text: 'hello' })),
    retry: await cost(send(hello)),
    reply: await cost(reply),
    'message after an answer': await cost(send({ ...hello, clientMessageId: 'c3' })),
    typing: await cost(send({ action: 'typing', threadId: 't1' })),
    read: await cost(send({ action: 'read', threadId: 't1', seq: 4 })),
    history: await cost(send({ action: 'history.get', threadId: 't1' })),
    ping: await cost(send({ action: 'ping' })),
    disconnect: await cost(() => gateway.disconnect('anna-1', authorizer)),
  };
}

describe('I7: what a conversation costs', () => {
  let few: Record<string, Cost>;
  let many: Record<string, Cost>;

  beforeAll(async () => {
    few = await conversationCosts(100);
    many = await conversationCosts(15_000);
  });

  it('is the same with 100 and with 15 000 connections', () => {
    expect(many).toEqual(few);
  });

  it('is one write to connect, and one to disconnect', () => {
    const oneWrite = { requests: ['UpdateItem'], readUnits: 0, writeUnits: 1, refused: 0 };
    expect(few.connect).toEqual(oneWrite);
    expect(few.disconnect).toEqual(oneWrite);
  });

  it('is a transaction more for the first connect of a user, which somebody who is being erased fails', () => {
    const requests = ['UpdateItem', 'TransactWriteItems'];
    expect(few['first connect']).toEqual({ requests, readUnits: 0, writeUnits: 4, refused: 1 });
  });

  it('is two requests to send with the delivery, in a thread of one customer', () => {
    const messages = ['first message', 'next message', 'message without an id', 'message after an answer'];
    for (const step of messages) {
      expect(few[step]?.requests).toEqual(['BatchGetItem', 'TransactWriteItems']);
      // The head and the sender's connections.
      expect(few[step]?.readUnits).toBe(2);
    }
  });

  it('is no more write units to send than head, message and marker, each twice what a plain write costs', () => {
    expect(few['next message']?.writeUnits).toBe(2 * 3);
    expect(few['message without an id']?.writeUnits).toBe(2 * 2);
    // The first opens the thread, in the user's list of threads and in two indexes.
    expect(few['first message']?.writeUnits).toBe(2 * 4 + 2 + 2);
    // The thread comes into the index of those that wait again.
    expect(few['message after an answer']?.writeUnits).toBe(2 * 3 + 1);
  });

  it('is one request to retry more than to send: what was stored is read, to be published again', () => {
    expect(few.retry?.requests).toEqual(['BatchGetItem', 'TransactWriteItems', 'GetItem']);
  });

  it('is one request to say that one types, and one write more for what was read', () => {
    expect(few.typing?.requests).toEqual(['BatchGetItem']);
    expect(few.read?.requests).toEqual(['BatchGetItem', 'UpdateItem']);
    expect(few.read?.writeUnits).toBe(1);
  });

  it('is in the reference of costs', () => {
    const { actual, expected } = documentedTable('docs/reference/costs.md', 'steps of a conversation', [
      costHeading,
      ...Object.entries(few).map(([step, cost]) => costRow(step, cost)),
    ]);
    expect(actual).toEqual(expected);
  });

  it('scans nothing', () => {
    const requests = Object.values(few).flatMap((cost) => cost.requests);
    expect(requests).not.toContain('Scan');
    expect(few.history?.requests).toEqual(['BatchGetItem', 'Query']);
    expect(few.ping?.requests).toEqual([]);
  });
});
