import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type {
  CostView,
  Exchange,
  FunctionView,
  ItemsPage,
  ItemView,
  LogLine,
  Problems,
  QueueMessage,
  QueueView,
  RecordDetail,
  ScheduleView,
  StackView,
  ThreadSummary,
} from '../src/studio/api-types.ts';
import { packJson } from '../src/studio/stored-values.ts';
import { connect } from './fixture/client.ts';
import { developer, startTestPlatform, type TestPlatform } from './fixture/platform.ts';
import { statements } from './fixture/stack.ts';
import { statusUnderHost, studioOf } from './fixture/studio.ts';
import { until } from './fixture/until.ts';
import { zipOf } from './fixture/zip.ts';

/** Stores what a client sends, and publishes it. */
const send = `
const { DynamoDBClient, PutItemCommand } = sdk('@aws-sdk/client-dynamodb');
const { SNSClient, PublishCommand } = sdk('@aws-sdk/client-sns');
const table = new DynamoDBClient();
const topic = new SNSClient();
exports.handler = async ({ body, requestContext: { connectionId } }) => {
  const { threadId, text } = JSON.parse(body);
  await table.send(new PutItemCommand({ TableName: process.env.TABLE_ITEMS, Item: { id: { S: threadId }, owner: { S: 'ann' } } }));
  await topic.send(new PublishCommand({ TopicArn: process.env.TOPIC_NEWS, Message: JSON.stringify({ threadId, text, connectionId }) }));
  return { statusCode: 200, body: JSON.stringify({ event: 'ack', threadId }) };
};`;

/** Answers what was published; dies of a message that says so, until the fault is removed. */
const answer = `
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = sdk('@aws-sdk/client-apigatewaymanagementapi');
const { DynamoDBClient, GetItemCommand } = sdk('@aws-sdk/client-dynamodb');
const table = new DynamoDBClient();
const devices = new ApiGatewayManagementApiClient({ endpoint: process.env.AWS_ENDPOINT_URL + '/test' });
exports.handler = async (event) => {
  const { threadId, text, connectionId } = JSON.parse(event.Records[0].Sns.Message);
  console.log('answering ' + text);
  if (text === 'pay') console.log(JSON.stringify({ event: 'model.paid', dollars: 0.25 }));
  if (text === 'complain') {
    const cause = { name: 'TypeError', message: 'no price', stack: 'TypeError: no price\\n    at shop.ts:3:3' };
    return console.log(JSON.stringify({ event: 'bot.failed', threadId, error: { name: 'BotError', message: 'The bot threw: no price', cause } }));
  }
  const { Item } = await table.send(new GetItemCommand({ TableName: process.env.TABLE_ITEMS, Key: { id: { S: 'mended' } } }));
  if (text === 'poison' && !Item) throw new Error('the bot cannot answer this');
  await devices.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify({ event: 'message', messageType: 'bot', threadId, text: 'You said ' + text }) }));
};`;

const secretReader = `
const { SSMClient, GetParameterCommand } = sdk('@aws-sdk/client-ssm');
exports.handler = async (event) => {
  const { Parameter } = await new SSMClient().send(new GetParameterCommand({ Name: '/test/local/bot-token', WithDecryption: true }));
  console.log('the value is ' + Parameter.Value);
  return { statusCode: 200, body: JSON.stringify({ said: Parameter.Value, token: 'session-token-9f3b' }) };
};`;

const secret = 'hunter2-hunter2';

let platform: TestPlatform;
let studio: ReturnType<typeof studioOf>;
let engine: DynamoDBClient;
let sqs: SQSClient;

beforeAll(async () => {
  const resource = 'arn:aws:ssm:eu-central-1:000000000000:parameter/test/local/bot-token';
  platform = await startTestPlatform(
    {
      send: {
        code: send,
        routes: { 'message.send': true },
        statements: [statements.writeItems, statements.publish],
      },
      answer: { code: answer, isSubscribed: true, statements: [statements.post, statements.readItems] },
      secrets: {
        code: secretReader,
        httpRoutes: { 'GET /secret': 'NONE' },
        statements: [{ Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: [resource] }],
        variables: { BOT_TOKEN: 'in-the-environment', GREETING: 'hello' },
      },
      ticking: {
        code: `exports.handler = async (event) => console.log('ticked ' + JSON.stringify(event));`,
        everyMinute: true,
      },
      worker: { code: `exports.handler = async () => { throw new Error('never'); };`, worksInBatchesOf: 1 },
    },
    // Connections that are idle for ten seconds are closed then.
    { speed: 60 },
    (add) =>
      add('aws_dynamodb_table', 'bodies', {
        name: 'test.bodies',
        hash_key: 'id',
        attribute: [{ name: 'id', type: 'S' }],
        ttl: { attribute_name: 'expiresAt', enabled: true },
      }),
  );
  studio = studioOf(platform.addresses.aws);
  engine = new DynamoDBClient({
    endpoint: platform.addresses.dynamodb,
    region: 'eu-central-1',
    credentials: developer,
  });
  sqs = new SQSClient({ endpoint: platform.addresses.aws, region: 'eu-central-1', credentials: developer });
  writeFileSync(join(platform.folder, '.env.local'), `BOT_TOKEN=${secret}\n`);
});

afterAll(() => platform.stop());

const say = async (threadId: string, text: string) => {
  const client = await connect(platform.addresses.ws ?? '');
  client.socket.send(JSON.stringify({ action: 'message.send', threadId, text }));
  return client;
};

const exchangesOf = async (threadId: string): Promise<readonly Exchange[]> =>
  (await studio<readonly Exchange[]>('GET', `timeline?thread=${threadId}`)).body;

describe('the timeline of a thread', () => {
  it('shows frame, functions, requests and reply in the order in which one caused the other, with their cost', async () => {
    const client = await say('t1', 'hello');
    await client.next(({ messageType }) => messageType === 'bot');
    const exchange = await until(async () => {
      const [found] = await exchangesOf('t1');
      return found && !found.isRunning && found.answeredMs !== null ? found : undefined;
    });
    expect(exchange).toMatchObject({
      action: 'message.send',
      text: 'hello',
      failures: 0,
      readUnits: 0.5,
      // The item, and the index that it stands in.
      writeUnits: 2,
      requests: 2,
    });
    expect(exchange.rows.map(({ depth, label }) => `${depth} ${label}`)).toEqual([
      '0 message.send',
      '1 send',
      '2 PutItem',
      '2 Publish',
      '3 answer',
      '4 GetItem',
      '4 message (bot)',
      '1 ack',
    ]);
    // One after the other, each within what caused it.
    const [, invocation, put, publish] = exchange.rows;
    expect(put?.at).toBeGreaterThan(invocation?.at ?? 0);
    expect(publish?.at).toBeGreaterThan(put?.at ?? 0);
    expect(exchange.answeredMs).toBeLessThanOrEqual(exchange.durationMs);
    // A frame in, a frame out, two functions and three units are not free.
    expect(exchange.dollars).toBeGreaterThan(3e-6);
    expect(exchange.dollars).toBeLessThan(1e-4);
    client.socket.close();
  });

  it('tells everything of a row: the event, the answer, what the function logged', async () => {
    const [exchange] = await exchangesOf('t1');
    const row = exchange?.rows.find(({ label }) => label === 'answer');
    const { body } = await studio<RecordDetail>('GET', `record?id=${row?.id}`);
    expect(body.contents.map(({ name }) => name)).toEqual(['log', 'event', 'answer']);
    expect(body.contents[0]?.text).toBe('answering hello');
    expect(body.facts.map(([name]) => name)).toContain('waited for a process');
    const gone = await studio<Problems>('GET', 'record?id=999999');
    expect(gone).toMatchObject({
      status: 404,
      body: { problems: { '': expect.stringContaining('forgotten') } },
    });
  });

  it('counts messages, failures and dollars by thread', async () => {
    const { body } = await studio<readonly ThreadSummary[]>('GET', 'threads');
    expect(body.find(({ threadId }) => threadId === 't1')).toMatchObject({
      messages: 1,
      failures: 0,
      lastText: 'hello',
    });
    const { body: cost } = await studio<CostView>('GET', 'cost');
    const conversation = cost.conversations.find(({ threadId }) => threadId === 't1');
    expect(conversation?.dollarsForMillion).toBeCloseTo((conversation?.dollars ?? 0) * 1e6, 6);
    const answering = cost.functions.find(({ label }) => label === 'answer');
    expect(answering).toMatchObject({ invocations: 1, readUnits: 0.5 });
    expect(answering?.dollarsForMillion).toBeGreaterThan(0);
  });

  it('has beside the threads what names none: requests of another project, for example, as far as their functions', async () => {
    expect((await fetch(`${platform.addresses.http}/secret`)).status).toBe(200);
    const asked = await until(async () => {
      const { body } = await studio<readonly Exchange[]>('GET', 'timeline/others');
      return body.findLast(({ action, isRunning }) => action === 'GET /secret' && !isRunning);
    });
    expect(asked.rows.map(({ kind, depth }) => [kind, depth])).toEqual([
      ['http', 0],
      ['invocation', 1],
      ['call', 2],
    ]);
    expect(JSON.stringify(asked)).not.toContain(secret);
    const { body: others } = await studio<readonly Exchange[]>('GET', 'timeline/others');
    expect(JSON.stringify(others)).not.toContain('message.send');
  });
});

describe('an error that a function logs, though it does not fail', () => {
  it('fault: a bot that threw looked as if nothing was wrong: its row has the error, with its cause, to read', async () => {
    const client = await say('t-complained', 'complain');
    const exchange = await until(async () =>
      (await exchangesOf('t-complained')).find(({ isRunning, rows }) => !isRunning && rows.length > 5),
    );
    client.socket.close();
    expect(exchange).toMatchObject({ failures: 1, answeredMs: null });
    const row = exchange.rows.find(({ label }) => label === 'answer');
    expect(row?.error).toBe('BotError: The bot threw: no price');
    const { body } = await studio<RecordDetail>('GET', `record?id=${row?.id}`);
    // Once is enough: the facts above do not repeat it.
    expect(body.facts.map(([name]) => name)).not.toContain('error');
    expect(body.contents[0]).toEqual({
      name: 'error',
      text: ['BotError: The bot threw: no price', 'caused by TypeError: no price', '    at shop.ts:3:3'].join(
        '\n',
      ),
    });
  });
});

describe('what a function pays to others', () => {
  it('is in the cost of the message, of the conversation and of the function', async () => {
    const client = await say('t-paid', 'pay');
    await client.next(({ messageType }) => messageType === 'bot');
    client.socket.close();
    const exchange = await until(async () =>
      (await exchangesOf('t-paid')).find(({ isRunning }) => !isRunning),
    );
    expect(exchange.dollars).toBeCloseTo(0.25, 3);
    const { body: cost } = await studio<CostView>('GET', 'cost');
    expect(cost.functions.find(({ label }) => label === 'answer')?.dollars).toBeCloseTo(0.25, 3);
    expect(cost.conversations.find(({ threadId }) => threadId === 't-paid')?.dollars).toBeCloseTo(0.25, 3);
  });
});

/** Texts as attributes of a message in a queue. */
const attributesOf = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );

describe('a dead letter', () => {
  const letters = async (queue: string) =>
    (await studio<readonly QueueMessage[]>('GET', `messages?queue=${queue}`)).body;

  it('of a function shows why it failed, in the thread and in the queue, and is answered when it is sent again', async () => {
    const client = await say('t2', 'poison');
    const [letter] = await until(async () => {
      const found = await letters('test-failed');
      return found.length > 0 ? found : undefined;
    }, 20_000);
    expect(letter).toMatchObject({
      reason: 'Error: the bot cannot answer this',
      redrive: 'invokes answer with the event again',
    });
    const [exchange] = await exchangesOf('t2');
    expect(exchange).toMatchObject({ failures: 3, answeredMs: null });
    const failures = exchange?.rows.flatMap(({ label, error }) => (error === null ? [] : [[label, error]]));
    expect(failures?.slice(0, 3)).toEqual([
      ['answer', 'Error: the bot cannot answer this'],
      ['answer', 'Error: the bot cannot answer this'],
      ['answer', 'Error: the bot cannot answer this'],
    ]);
    expect(failures?.[3]?.[1]).toContain('An event failed 3 times');

    await engine.send(
      new PutItemCommand({ TableName: 'test.items', Item: { id: { S: 'mended' }, owner: { S: 'x' } } }),
    );
    const redriven = await studio('POST', 'messages/redrive', { queue: 'test-failed', ids: [letter?.id] });
    expect(redriven.body).toEqual({ moved: 1, kept: 0 });
    expect(await client.next(({ messageType }) => messageType === 'bot')).toMatchObject({
      text: 'You said poison',
    });
    expect(await letters('test-failed')).toEqual([]);
    const answered = await until(async () => (await exchangesOf('t2'))[0]?.answeredMs ?? undefined);
    expect(answered).toBeGreaterThan(0);
    client.socket.close();
  });

  it('of a queue goes back to that queue, fails again, and can be deleted', async () => {
    const QueueUrl = `${platform.addresses.aws}/000000000000/test-work`;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'cannot be done' }));
    const arrived = () =>
      until(async () => {
        const found = await letters('test-dead');
        return found.length > 0 ? found : undefined;
      }, 20_000);
    expect(await arrived()).toMatchObject([
      { body: 'cannot be done', redrive: 'sends it back to the queue work' },
    ]);
    expect((await studio('POST', 'messages/redrive', { queue: 'test-dead' })).body).toEqual({
      moved: 1,
      kept: 0,
    });
    expect(await arrived()).toHaveLength(1);
    expect((await studio('POST', 'messages/delete', { queue: 'test-dead' })).body).toEqual({ deleted: 1 });
    expect(await letters('test-dead')).toEqual([]);
    const { body } = await studio<readonly QueueView[]>('GET', 'queues');
    expect(body.find(({ label }) => label === 'work')).toMatchObject({
      visible: 0,
      inFlight: 0,
      deadLetters: { name: 'dead', after: 3 },
      receivers: ['worker'],
    });
    expect(body.find(({ label }) => label === 'dead')?.failuresOf).toEqual(['queue work']);
    expect(body.find(({ label }) => label === 'failed')?.failuresOf).toContain('function answer');
  });

  it('of a schedule runs what was missed, with the input of that run', async () => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'test-unscheduled' }));
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: '{"missed":1}',
        MessageAttributes: attributesOf({
          SCHEDULE_ARN: 'arn:aws:scheduler:eu-central-1:000000000000:schedule/default/test-ticking',
          ERROR_CODE: 'ThrottlingException',
          ERROR_MESSAGE: 'Rate exceeded',
        }),
      }),
    );
    const [letter] = await letters('test-unscheduled');
    expect(letter).toMatchObject({
      reason: 'ThrottlingException: Rate exceeded',
      redrive: 'invokes ticking, as the schedule ticking does',
    });
    const redriven = await studio('POST', 'messages/redrive', { queue: 'test-unscheduled' });
    expect(redriven.body).toEqual({ moved: 1, kept: 0 });
    expect(await letters('test-unscheduled')).toEqual([]);
    await until(async () => {
      const { body } = await studio<readonly LogLine[]>('GET', 'logs?function=test-ticking');
      return body.find(({ text }) => text === 'ticked {"missed":1}');
    });
    const { body } = await studio<readonly QueueView[]>('GET', 'queues');
    expect(body.find(({ label }) => label === 'unscheduled')?.failuresOf).toEqual(['schedule ticking']);
  });

  it('that nothing knows how to send again stays where it is', async () => {
    const QueueUrl = `${platform.addresses.aws}/000000000000/test-undelivered`;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"a":1}' }));
    expect(await letters('test-undelivered')).toMatchObject([{ redrive: null }]);
    expect((await studio('POST', 'messages/redrive', { queue: 'test-undelivered' })).body).toEqual({
      moved: 0,
      kept: 1,
    });
    expect(await letters('test-undelivered')).toHaveLength(1);
    expect((await studio<Problems>('POST', 'messages/redrive', { queue: 'no-such' })).status).toBe(404);
  });
});

describe('an item', () => {
  const put = (Item: Record<string, unknown>) =>
    engine.send(new PutItemCommand({ TableName: 'test.bodies', Item: Item as never }));
  const read = async (id: string): Promise<ItemView> => {
    const { body } = await studio<ItemsPage>('GET', `items?table=test.bodies&partition=${id}`);
    const [item] = body.items;
    if (!item) throw new Error(`There is no item ${id}.`);
    return item;
  };
  const stored = async (id: string) =>
    (await engine.send(new GetItemCommand({ TableName: 'test.bodies', Key: { id: { S: id } } }))).Item;
  const change = (item: ItemView, fields: object) =>
    studio<ItemView & Problems>('PUT', 'items', {
      table: 'test.bodies',
      key: item.key,
      version: item.version,
      fields,
    });

  it('is shown decoded: dates, sets, packed and compressed values, moments', async () => {
    const value = { since: { $date: 0 }, tags: { $set: ['a', 'b'] }, text: 'x'.repeat(100) };
    const packed = packJson(value, 0);
    await put({
      id: { S: 'typed' },
      format: { S: packed.format },
      data: { B: packed.data },
      expiresAt: { N: '2000000000' },
      answer: { S: '{"big":{"$bigint":"12345678901234567890"}}' },
      token: { S: 'abcdef' },
    });
    const item = await read('typed');
    const field = (name: string) => item.fields.find((candidate) => candidate.name === name);
    expect(item.isExpired).toBe(false);
    expect(field('data')?.shown).toContain('since: 1970-01-01T00:00:00.000Z');
    expect(field('data')?.shown).toContain("tags: Set(2) { 'a', 'b' }");
    expect(field('answer')?.shown).toBe('{ big: 12345678901234567890n }');
    expect(field('expiresAt')?.hint).toBe('expires 2033-05-18T03:33:20.000Z');
    expect(field('token')).toMatchObject({ shown: '••••••', editable: null });
    expect(field('id')).toMatchObject({ editable: null });
  });

  it('is changed field by field; what was packed is packed again', async () => {
    const item = await read('typed');
    const saved = await change(item, { data: '{"since":{"$date":1000}}', expiresAt: '4000000000' });
    expect(saved.status).toBe(200);
    expect(saved.body.fields.find(({ name }) => name === 'data')?.shown).toContain(
      '1970-01-01T00:00:01.000Z',
    );
    expect((await stored('typed'))?.expiresAt).toEqual({ N: '4000000000' });
    expect((await stored('typed'))?.token).toEqual({ S: 'abcdef' });
    expect(await read('typed')).toEqual(saved.body);
  });

  it('says of each field what is wrong with it, and changes nothing', async () => {
    await put({
      id: { S: 'fields' },
      count: { N: '1' },
      list: { L: [{ S: 'a' }] },
      json: { S: '{"a":1}' },
      tags: { SS: ['a'] },
    });
    const item = await read('fields');
    const { status, body } = await change(item, {
      id: 'other',
      count: 'many',
      list: '{"a":1}',
      json: '{"a":',
      tags: '["a","a"]',
      unknown: 'x',
    });
    expect(status).toBe(422);
    expect(body.problems).toEqual({
      id: 'This field cannot be edited.',
      count: 'Should be a number, such as 42 or -1.5.',
      list: 'Should stay a list, such as ["a", "b"].',
      json: expect.stringMatching(/^Should be JSON: /),
      tags: 'Should be a list of different texts, at least one.',
      unknown: 'The item has no such field.',
    });
    expect(await read('fields')).toEqual(item);
  });

  it('that has changed since it was read is neither changed nor deleted', async () => {
    await put({ id: { S: 'raced' }, count: { N: '1' } });
    const item = await read('raced');
    await put({ id: { S: 'raced' }, count: { N: '2' } });
    expect(await change(item, { count: '5' })).toMatchObject({
      status: 409,
      body: { problems: { '': expect.stringContaining('has changed since you read it') } },
    });
    const place = { table: 'test.bodies', key: item.key, version: item.version };
    expect((await studio('DELETE', 'items', place)).status).toBe(409);
    const { version } = await read('raced');
    expect((await studio('DELETE', 'items', { ...place, version })).status).toBe(200);
    expect(await stored('raced')).toBeUndefined();
    expect((await studio('DELETE', 'items', { ...place, version })).status).toBe(409);
  });

  it('of ten changes made at once is changed by one', async () => {
    await put({ id: { S: 'crowd' }, count: { N: '0' }, more: { M: { a: { L: [{ NULL: true }] } } } });
    const item = await read('crowd');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => change(item, { count: String(index + 1) })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('is found through an index too, whole', async () => {
    const { body } = await studio<ItemsPage>('GET', 'items?table=test.items&index=by-owner&partition=ann');
    expect(body.items[0]?.fields.map(({ name }) => name)).toEqual(['id', 'owner']);
    expect((await studio<Problems>('GET', 'items?table=nowhere')).status).toBe(404);
  });
});

describe('secrets', () => {
  it('are shown nowhere: not in logs, events, answers, environments, tables or addresses', async () => {
    const answered = await fetch(`${platform.addresses.http}/secret?token=given-in-the-address`);
    expect(await answered.json()).toMatchObject({ said: secret });
    const paths = ['functions', 'logs', 'threads', 'cost', 'queues'];
    const { body: lines } = await studio<readonly LogLine[]>('GET', 'logs');
    const line = lines.find(({ text }) => text.startsWith('the value is'));
    expect(line?.text).toBe('the value is ••••••');
    for (let id = 1; id <= (line?.id ?? 0) + 5; id += 1) paths.push(`record?id=${id}`);
    for (const path of paths) {
      const { body } = await studio('GET', path);
      const text = JSON.stringify(body);
      for (const hidden of [secret, 'in-the-environment', 'session-token-9f3b', 'given-in-the-address'])
        expect(`${path}: ${text}`).not.toContain(hidden);
    }
    const { body: functions } = await studio<readonly FunctionView[]>('GET', 'functions');
    const reader = functions.find(({ label }) => label === 'secrets');
    expect(reader?.environment).toMatchObject({ BOT_TOKEN: '••••••', GREETING: 'hello' });
  });
});

describe("the platform's own API", () => {
  it.each(['studio/items?table=test.items', 'studio/threads', 'meter', 'functions'])(
    'answers %s to its own origin and to no other, whatever name leads here',
    async (path) => {
      const own = platform.addresses.web;
      const ask = (headers: Record<string, string>) =>
        fetch(`${own}/_switchboard/${path}`, { headers: headers });
      expect((await ask({})).status).toBe(200);
      expect((await ask({ origin: own })).status).toBe(200);
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: platform.addresses.aws },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        const refused = await ask(headers as Record<string, string>);
        expect(refused.status).toBe(403);
        expect(refused.headers.get('access-control-allow-origin')).toBeNull();
      }
      for (const host of ['evil.example', 'evil.example:4000', '127.0.0.1.evil.example', 'localhost.evil'])
        expect(await statusUnderHost(own, `/_switchboard/${path}`, host)).toBe(403);
      expect(await statusUnderHost(own, `/_switchboard/${path}`, 'localhost:1')).toBe(200);
    },
  );

  it('takes no change that a form of another site could send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await studio<Problems>(
        'POST',
        'messages/delete',
        { queue: 'test-dead' },
        {
          'content-type': type,
        },
      );
      expect(answer.status).toBe(415);
    }
    const preflight = await fetch(`${platform.addresses.web}/_switchboard/studio/items`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'PUT' },
    });
    expect(preflight.status).toBe(403);
    expect([...preflight.headers.keys()].join()).not.toContain('access-control');
  });
});

describe('schedules, faults and functions', () => {
  it('a schedule runs now', async () => {
    const { body: before } = await studio<readonly ScheduleView[]>('GET', 'schedules');
    const [ticking] = before;
    expect(ticking).toMatchObject({ label: 'ticking', timing: 'every minute', functionLabel: 'ticking' });
    await studio('POST', 'schedules/run', { name: ticking?.name });
    const last = await until(async () => {
      const { body } = await studio<readonly ScheduleView[]>('GET', 'schedules');
      const at = body[0]?.lastRun?.at ?? 0;
      return at > (ticking?.lastRun?.at ?? 0) ? body[0]?.lastRun : undefined;
    });
    expect(last?.failure).toBeNull();
    expect((await studio('POST', 'schedules/run', { name: 'nothing' })).status).toBe(404);
  });

  it('the next calls of a service fail, those after them do not, and the same seed does it again', async () => {
    const plan = { seed: 7, services: ['dynamodb'], functions: ['test-send'], firstCalls: 1, throttle: 1 };
    for (const thread of ['f1', 'f2']) {
      expect((await studio('PUT', 'faults', plan)).body).toEqual(plan);
      const client = await say(thread, 'hello');
      // The SDK tries again.
      await client.next(({ messageType }) => messageType === 'bot');
      client.socket.close();
      const exchange = await until(async () => (await exchangesOf(thread))[0]);
      const puts = exchange.rows.filter(({ label }) => label === 'PutItem');
      expect(puts.map(({ error, fault }) => [error, fault])).toEqual([
        ['throttled by the fault plan', 'throttle'],
        [null, null],
      ]);
    }
    expect((await studio('GET', 'faults')).body).toEqual({ plan, calls: 2 });
    expect((await studio('DELETE', 'faults', {})).status).toBe(200);
    expect((await studio('GET', 'faults')).body).toEqual({ plan: null, calls: 0 });
  });

  it('a fault plan that is wrong is refused field by field', async () => {
    const { status, body } = await studio<Problems>('PUT', 'faults', {
      seed: 1.5,
      services: ['dynamo'],
      functions: 'all',
      throttle: 2,
      firstCalls: 0,
      delay: { probability: 'often', maxMs: -1 },
      chaos: 1,
    });
    expect(status).toBe(422);
    expect(Object.keys(body.problems).toSorted()).toEqual([
      'chaos',
      'delay.maxMs',
      'delay.probability',
      'firstCalls',
      'functions',
      'seed',
      'services',
      'throttle',
    ]);
    expect((await studio('GET', 'faults')).body).toEqual({ plan: null, calls: 0 });
  });

  it('a function is killed and reloaded, and works after either', async () => {
    for (const [path, expected] of [
      ['functions/kill', { killed: expect.any(Number) }],
      ['functions/reload', {}],
    ] as const) {
      expect((await studio('POST', path, { name: 'test-answer' })).body).toEqual(expected);
      const client = await say(`after ${path}`, 'hello');
      await client.next(({ messageType }) => messageType === 'bot');
      client.socket.close();
    }
    expect((await studio('POST', 'functions/kill', { name: 'nothing' })).status).toBe(404);
  });

  it('a function that was built again is reloaded, though the stack was not synthesised', async () => {
    const dist = join(platform.folder, 'packages/secrets/dist');
    mkdirSync(join(dist, 'secrets'), { recursive: true });
    const code = 'exports.handler = async () => ({ statusCode: 200, body: "built again" });';
    writeFileSync(join(dist, 'secrets/index.js'), code);
    writeFileSync(join(dist, 'secrets.zip'), zipOf('index.js', code));
    expect((await studio('POST', 'functions/reload', { name: 'test-secrets' })).body).toEqual({});
    const response = await fetch(`${platform.addresses.http}/secret`);
    expect(await response.text()).toBe('built again');
  });

  it('the stack is drawn from its Terraform', async () => {
    const { body } = await studio<StackView>('GET', 'stack');
    const name = (id: string) => body.nodes.find((node) => node.id === id)?.label;
    const edges = body.edges.map(({ from, to, kind }) => `${name(from)} ${kind} ${name(to)}`);
    expect(edges).toEqual(
      expect.arrayContaining([
        'WebSocket API invokes send',
        'HTTP API invokes secrets',
        'send writes items',
        'send sends news',
        'news invokes answer',
        'answer reads items',
        'answer fails to failed',
        'work invokes worker',
        'work fails to dead',
        'Schedules invokes ticking',
        'Schedules fails to unscheduled',
      ]),
    );
    expect(edges).not.toContain('send reads bodies');
  });
});
