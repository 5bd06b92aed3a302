import { randomUUID } from 'node:crypto';
import { build } from 'esbuild';
import { bundlePackage } from '../src/bundle-package.ts';
import { esbuildOptions } from '../src/esbuild-options.ts';
import { bundlesOf } from '../src/function-bundle.ts';
import { leftOut } from '../src/sdk/left-out.ts';
import { startAwsStandIn } from './aws-stand-in.ts';
import { copyPackage, removeCopies } from './copy-package.ts';
import { functionPackage as clients } from './fixtures/clients/src/functions.ts';
import { runBundle } from './run-bundle.ts';

const functionPackage = copyPackage(clients);
const bundle = new URL('dist/all/index.js', functionPackage.root);

// biome-ignore lint/style/noProcessEnv: where the engine of this run answers
const dynamoDb = process.env.DYNAMODB_ENDPOINT ?? '';

beforeAll(() => bundlePackage(functionPackage));
afterAll(removeCopies);

describe('a bundle with the slimmed SDK', () => {
  it('reads and writes items, conditions and transactions', async () => {
    const TableName = `bundle-${randomUUID()}`;
    const key = { id: 'a', at: 1 };
    const outcomes = await runBundle(
      bundle,
      [
        {
          command: 'CreateTable',
          input: {
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [
              { AttributeName: 'id', AttributeType: 'S' },
              { AttributeName: 'at', AttributeType: 'N' },
            ],
            KeySchema: [
              { AttributeName: 'id', KeyType: 'HASH' },
              { AttributeName: 'at', KeyType: 'RANGE' },
            ],
          },
        },
        { command: 'Put', input: { TableName, Item: { ...key, text: 'ä', list: [1, null, { on: true }] } } },
        { command: 'Get', input: { TableName, Key: key } },
        {
          command: 'Update',
          input: {
            TableName,
            Key: key,
            UpdateExpression: 'SET n = :n',
            ConditionExpression: 'attribute_not_exists(id)',
            ExpressionAttributeValues: { ':n': 2 },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        {
          command: 'TransactWrite',
          input: {
            TransactItems: [
              { Put: { TableName, Item: { id: 'b', at: 2 } } },
              { Put: { TableName, Item: key, ConditionExpression: 'attribute_not_exists(id)' } },
            ],
          },
        },
        {
          command: 'BatchWrite',
          input: { RequestItems: { [TableName]: [{ PutRequest: { Item: { id: 'c', at: 3 } } }] } },
        },
        {
          command: 'BatchGet',
          input: {
            RequestItems: {
              [TableName]: {
                Keys: [
                  { id: 'c', at: 3 },
                  { id: 'b', at: 2 },
                ],
              },
            },
          },
        },
        {
          command: 'Query',
          input: {
            TableName,
            KeyConditionExpression: 'id = :id',
            ExpressionAttributeValues: { ':id': 'a' },
            ReturnConsumedCapacity: 'TOTAL',
          },
        },
        { command: 'Delete', input: { TableName, Key: key } },
        { command: 'Get', input: { TableName: `${TableName}-none`, Key: key } },
      ],
      { AWS_ENDPOINT_URL_DYNAMODB: dynamoDb },
    );
    const item = { ...key, text: 'ä', list: [1, null, { on: true }] };
    expect(outcomes).toMatchObject([
      { TableDescription: { TableName } },
      {},
      { Item: item },
      { error: 'ConditionalCheckFailedException' },
      {
        error: 'TransactionCanceledException',
        CancellationReasons: [{}, { Code: 'ConditionalCheckFailed' }],
      },
      {},
      { Responses: { [TableName]: [{ id: 'c', at: 3 }] } },
      { Items: [item], Count: 1, ConsumedCapacity: { CapacityUnits: 0.5 } },
      {},
      { error: 'ResourceNotFoundException' },
    ]);
  });

  it('publishes to a topic, signed with the credentials of the environment', async () => {
    const sns = await startAwsStandIn(({ body }) =>
      new URLSearchParams(body).get('TopicArn')?.endsWith(':chat')
        ? {
            status: 200,
            headers: { 'content-type': 'text/xml' },
            body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishResponse>',
          }
        : {
            status: 404,
            headers: { 'content-type': 'text/xml' },
            body: '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error><RequestId>r-2</RequestId></ErrorResponse>',
          },
    );
    const publish = (topic: string) => ({
      command: 'Publish',
      input: {
        TopicArn: `arn:aws:sns:eu-central-1:000000000000:${topic}`,
        Message: 'hello & goodbye',
        MessageAttributes: { threadId: { DataType: 'String', StringValue: 't1' } },
      },
    });
    const outcomes = await runBundle(bundle, [publish('chat'), publish('none')], {
      AWS_ENDPOINT_URL: sns.endpoint,
    });
    await sns.stop();
    expect(outcomes).toMatchObject([
      { MessageId: 'm-1' },
      { error: 'NotFoundException', message: 'Topic does not exist' },
    ]);
    expect(sns.seen[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE\//);
    expect(sns.seen[0]?.headers['x-amz-security-token']).toBe('example-session');
    expect(new URLSearchParams(sns.seen[0]?.body).get('Message')).toBe('hello & goodbye');
  });

  it('posts to a connection, and tells a gone one', async () => {
    const management = await startAwsStandIn(({ path }) =>
      path === '/dev/@connections/there%3D'
        ? { status: 200 }
        : {
            status: 410,
            headers: { 'x-amzn-errortype': 'GoneException' },
          },
    );
    const post = (ConnectionId: string) => ({
      command: 'PostToConnection',
      input: { endpoint: `${management.endpoint}/dev`, ConnectionId, Data: '{"event":"pong"}' },
    });
    const outcomes = await runBundle(bundle, [post('there='), post('gone=')], {});
    await management.stop();
    expect(outcomes).toMatchObject([
      { $metadata: { httpStatusCode: 200 } },
      { error: 'GoneException', $metadata: { httpStatusCode: 410 } },
    ]);
    expect(management.seen[0]?.body).toBe('{"event":"pong"}');
  });

  it.each([
    ['the environment', ''],
    [
      'the store that Lambda gives a process of several invocations',
      `globalThis.awslambda = { InvokeStore: { getXRayTraceId: () => 'Root=1-store' } };`,
    ],
  ])('names the trace of its invocation: from %s', async (_, before) => {
    const management = await startAwsStandIn(() => ({ status: 200 }));
    const input = { endpoint: `${management.endpoint}/dev`, ConnectionId: 'there=', Data: '{}' };
    await runBundle(
      bundle,
      [{ command: 'PostToConnection', input }],
      { AWS_LAMBDA_FUNCTION_NAME: 'dev-all', _X_AMZN_TRACE_ID: 'Root=1-environment' },
      before,
    );
    await management.stop();
    expect(management.seen[0]?.headers['x-amzn-trace-id']).toBe(
      before === '' ? 'Root=1-environment' : 'Root=1-store',
    );
  });
});

describe('what is left out of the SDK', () => {
  it('says so where it is asked for all the same', async () => {
    const get = { command: 'Get', input: { TableName: 'none', Key: { id: 'a' } } };
    const outcomes = await runBundle(bundle, [get], {
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb,
      AWS_RETRY_MODE: 'adaptive',
    });
    expect(outcomes).toMatchObject([
      { error: 'Error', message: expect.stringContaining('Unset AWS_RETRY_MODE.') },
    ]);
  });

  it('is still where it was: an entry that nothing matches is dead', async () => {
    const { metafile } = await build({
      ...esbuildOptions(functionPackage.root, bundlesOf(functionPackage)),
      write: false,
    });
    const files = Object.keys(metafile.inputs);
    const unmet = leftOut.filter(({ path }) => !files.some((file) => path.test(file)));
    expect(unmet).toEqual([]);
  });
});
