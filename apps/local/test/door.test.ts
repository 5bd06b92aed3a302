import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { agentCode, type Call, callAs, dynamo, lambdaClient } from './fixture/agent.ts';
import { developer, startTestPlatform, type TestPlatform } from './fixture/platform.ts';
import { statements } from './fixture/stack.ts';

let platform: TestPlatform;
let lambda: LambdaClient;

beforeAll(async () => {
  platform = await startTestPlatform({
    reader: { code: agentCode, statements: [statements.readItems] },
    writer: { code: agentCode, statements: [statements.readItems, statements.writeItems] },
    publisher: { code: agentCode, statements: [statements.publish] },
    poster: { code: agentCode, statements: [statements.post] },
    nobody: { code: agentCode },
  });
  lambda = lambdaClient(platform.addresses.aws);
});

afterAll(() => platform.stop());

const key = { id: { S: 'a' } };
const table = { TableName: 'test.items' };
const put = { ...table, Item: { ...key, owner: { S: 'ann' } } };

describe('I14: what a function did not declare', () => {
  const topic = 'arn:aws:sns:eu-central-1:000000000000:test-news';
  /** Every call that functions of tests make, with the functions that declare it. */
  const calls: readonly (readonly [name: string, call: Call, allowed: readonly string[]])[] = [
    ['GetItem', dynamo('GetItem', { ...table, Key: key }), ['reader', 'writer']],
    [
      'BatchGetItem',
      dynamo('BatchGetItem', { RequestItems: { 'test.items': { Keys: [key] } } }),
      ['reader', 'writer'],
    ],
    [
      'Query of an index',
      dynamo('Query', {
        ...table,
        IndexName: 'by-owner',
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': { S: 'ann' } },
      }),
      ['reader', 'writer'],
    ],
    ['PutItem', dynamo('PutItem', put), ['writer']],
    ['a transaction that puts', dynamo('TransactWriteItems', { TransactItems: [{ Put: put }] }), ['writer']],
    [
      'a transaction that also checks',
      dynamo('TransactWriteItems', {
        TransactItems: [
          { Put: put },
          {
            ConditionCheck: {
              ...table,
              Key: { id: { S: 'b' } },
              ConditionExpression: 'attribute_not_exists(id)',
            },
          },
        ],
      }),
      [],
    ],
    [
      'a transaction that deletes',
      dynamo('TransactWriteItems', { TransactItems: [{ Delete: { ...table, Key: key } }] }),
      [],
    ],
    ['DeleteItem', dynamo('DeleteItem', { ...table, Key: key }), []],
    [
      'BatchWriteItem',
      dynamo('BatchWriteItem', { RequestItems: { 'test.items': [{ PutRequest: { Item: key } }] } }),
      [],
    ],
    ['Scan', dynamo('Scan', table), []],
    ['the list of tables', dynamo('ListTables', {}), []],
    ['another table', dynamo('GetItem', { TableName: 'test.secrets', Key: key }), []],
    [
      'Publish',
      { service: 'sns', command: 'Publish', input: { TopicArn: topic, Message: 'm' } },
      ['publisher'],
    ],
    [
      'PostToConnection',
      {
        service: 'apigatewaymanagementapi',
        command: 'PostToConnection',
        input: { ConnectionId: 'x=', Data: '{}' },
      },
      ['poster'],
    ],
    ['a queue', { service: 'sqs', command: 'GetQueueUrl', input: { QueueName: 'test-failed' } }, []],
  ];
  const denials = /AccessDenied|AuthorizationError/;

  it.each(['reader', 'writer', 'publisher', 'poster', 'nobody'])(
    '%s can do what it declares and nothing else',
    async (name) => {
      const results = await callAs(
        lambda,
        `test-${name}`,
        calls.map(([, call]) => call),
      );
      const allowed = calls
        .filter((_, index) => !denials.test(results[index]?.error ?? ''))
        .map(([what]) => what);
      expect(allowed).toEqual(calls.filter(([, , names]) => names.includes(name)).map(([what]) => what));
    },
  );

  it('is refused in the words of IAM', async () => {
    const [result] = await callAs(lambda, 'test-reader', [dynamo('PutItem', put)]);
    expect(result).toEqual({
      error: 'AccessDeniedException',
      status: 400,
      message:
        'User: arn:aws:sts::000000000000:assumed-role/test-reader/test-reader is not authorized to perform: dynamodb:PutItem ' +
        'on resource: arn:aws:dynamodb:eu-central-1:000000000000:table/test.items ' +
        'because no identity-based policy allows the dynamodb:PutItem action',
    });
  });
});

describe('credentials', () => {
  const get = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
    new DynamoDBClient({
      endpoint: platform.addresses.aws,
      region: 'eu-central-1',
      credentials,
      maxAttempts: 1,
    }).send(new GetItemCommand({ ...table, Key: key }));

  it('of an unknown caller are refused', async () => {
    await expect(get({ ...developer, accessKeyId: 'AKIASTRANGER' })).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('with another secret are refused', async () => {
    await expect(get({ ...developer, secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it('are asked for', async () => {
    const response = await fetch(platform.addresses.aws, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      body: '{}',
    });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { __type: expect.stringContaining('MissingAuthenticationTokenException') },
    ]);
  });

  it('of the developer may do everything', async () => {
    await expect(get(developer)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });
});

describe('the meter', () => {
  const control = (method: string, path: string, body?: object) =>
    fetch(`${platform.addresses.aws}/_switchboard/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  it('counts what a function costs, exactly, and leaves no trace in the answers', async () => {
    await control('DELETE', 'meter');
    const results = await callAs(lambda, 'test-writer', [
      dynamo('PutItem', { ...table, Item: { id: { S: 'm' }, text: { S: 'x'.repeat(1500) } } }),
      dynamo('GetItem', { ...table, Key: { id: { S: 'm' } } }),
      dynamo('GetItem', { ...table, Key: { id: { S: 'm' } }, ConsistentRead: true }),
      dynamo('GetItem', { ...table, Key: { id: { S: 'm' } }, ReturnConsumedCapacity: 'TOTAL' }),
    ]);
    expect(results.map(({ output }) => 'ConsumedCapacity' in (output ?? {}))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(await (await control('GET', 'meter')).json()).toEqual({
      'test-writer': {
        invocations: 1,
        milliseconds: expect.any(Number),
        requests: 4,
        readUnits: 2,
        writeUnits: 2,
        calls: { 'dynamodb:PutItem': 1, 'dynamodb:GetItem': 3 },
      },
      local: expect.objectContaining({ requests: 0 }),
    });
  });

  it('stands in the log beside the function that was invoked', () => {
    expect(platform.logged).toContainEqual(
      expect.stringMatching(/writer +invoke +[\d.]+ ms {2}4 requests 2 RCU 2 WCU/),
    );
  });

  describe('with faults from a seed', () => {
    const tenPuts = Array.from({ length: 10 }, (_, index) =>
      dynamo('PutItem', { ...table, Item: { id: { S: `f${index}` } } }),
    );
    const errors = async (plan: object): Promise<(string | undefined)[]> => {
      await control('PUT', 'faults', plan);
      const results = await callAs(lambda, 'test-writer', tenPuts);
      return results.map(({ error }) => error);
    };
    afterEach(() => control('DELETE', 'faults'));

    it('calls are throttled, the same ones for the same seed', async () => {
      const first = await errors({ seed: 7, throttle: 0.5 });
      expect(new Set(first)).toEqual(new Set(['ThrottlingException', undefined]));
      expect(await errors({ seed: 7, throttle: 0.5 })).toEqual(first);
      expect(await errors({ seed: 8, throttle: 0.5 })).not.toEqual(first);
    });

    it('a call that fails afterwards was applied, and one that fails before was not', async () => {
      const item = (id: string) => dynamo('PutItem', { ...table, Item: { id: { S: id } } });
      await control('PUT', 'faults', { seed: 1, failAfter: 1 });
      await callAs(lambda, 'test-writer', [item('after')]);
      await control('PUT', 'faults', { seed: 1, failBefore: 1 });
      await callAs(lambda, 'test-writer', [item('before')]);
      await control('DELETE', 'faults');
      const found = await callAs(lambda, 'test-writer', [
        dynamo('GetItem', { ...table, Key: { id: { S: 'after' } } }),
        dynamo('GetItem', { ...table, Key: { id: { S: 'before' } } }),
      ]);
      expect(found.map(({ output }) => 'Item' in (output ?? {}))).toEqual([true, false]);
    });

    it.each([
      ['before', 2],
      ['after', 3],
    ])('a process dies %s exactly the third call', async (when, stored) => {
      await control('PUT', 'faults', { seed: 1, killAt: { call: 3, when } });
      const puts = tenPuts.map((_, index) =>
        dynamo('PutItem', { ...table, Item: { id: { S: `${when}${index}` } } }),
      );
      await expect(callAs(lambda, 'test-writer', puts)).rejects.toThrow(
        'Runtime exited with error: signal: killed',
      );
      await control('DELETE', 'faults');
      const found = await callAs(
        lambda,
        'test-writer',
        tenPuts.map((_, index) => dynamo('GetItem', { ...table, Key: { id: { S: `${when}${index}` } } })),
      );
      expect(found.filter(({ output }) => 'Item' in (output ?? {}))).toHaveLength(stored);
    });
  });
});
