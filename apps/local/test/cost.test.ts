import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connect } from './fixture/client.ts';
import { developer } from './fixture/platform.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { until } from './fixture/until.ts';

let platform: PlatformProcess;

beforeAll(async () => {
  platform = await startPlatformProcess({});
});

afterAll(() => platform.end('SIGTERM'));

interface Reading {
  readonly invocations: number;
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

const meter = async (method: 'GET' | 'DELETE'): Promise<Record<string, Reading>> =>
  (await (await fetch(`${platform.aws}/_switchboard/meter`, { method })).json()) as Record<string, Reading>;

/** What a function has cost since the meter was reset, once it has handled an event. */
const costOf = (name: string) =>
  until(async () => {
    const reading = (await meter('GET'))[`switchboard-local-${name}`];
    return reading && reading.requests > 0
      ? { requests: reading.requests, readUnits: reading.readUnits, writeUnits: reading.writeUnits }
      : undefined;
  });

async function addConnections(from: number, to: number): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: platform.dynamodb,
    region: 'eu-central-1',
    credentials: developer,
  });
  for (let first = from; first < to; first += 25) {
    const requests = Array.from({ length: Math.min(25, to - first) }, (_, index) => ({
      PutRequest: {
        Item: { userId: { S: `other-${first + index}` }, connectionId: { S: `c-${first + index}` } },
      },
    }));
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { 'switchboard.local.connections': requests } }),
    );
  }
}

/** Connects and disconnects; then connects again, sends one message to a new thread, and disconnects. */
async function measure(userId: string) {
  const response = await fetch(`${platform.http}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId, role: 'customer' }),
  });
  const { token } = (await response.json()) as { token: string };
  const url = `${platform.ws}?token=${token}&threadId=t-${userId}`;
  await meter('DELETE');
  const first = await connect(url);
  const firstConnect = await costOf('connect');
  first.socket.close();
  await costOf('disconnect');
  await meter('DELETE');
  const client = await connect(url);
  const text = { action: 'message.send', threadId: `t-${userId}`, text: 'hello', clientMessageId: 'c1' };
  client.socket.send(JSON.stringify(text));
  await client.next(({ event }) => event === 'ack');
  const opened = { authorize: await costOf('authorize'), connect: await costOf('connect') };
  const sent = await costOf('message-send');
  await client.next(({ messageType }) => messageType === 'bot');
  client.socket.close();
  return { firstConnect, ...opened, 'message-send': sent, disconnect: await costOf('disconnect') };
}

describe('I7: what connecting, sending and disconnecting costs', () => {
  it('is the same with 100 and with 15 000 connections in the table, and the least that it can be', async () => {
    await addConnections(0, 100);
    const few = await measure('ann');
    await addConnections(100, 15_000);
    const many = await measure('bob');
    expect(many).toEqual(few);
    expect(few).toMatchObject({
      // Read consistently: a token that was revoked a moment ago opens nothing.
      authorize: { requests: 1, readUnits: 1, writeUnits: 0 },
      // One finds no item of the user; the other makes it unless the user is just being erased.
      firstConnect: { requests: 2, readUnits: 0 },
      connect: { requests: 1, readUnits: 0, writeUnits: 1 },
      // One reads the head and the devices, one commits.
      'message-send': { requests: 2 },
      disconnect: { requests: 1, readUnits: 0, writeUnits: 1 },
    });
  });
});
