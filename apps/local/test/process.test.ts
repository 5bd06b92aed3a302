import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { agentCode, callAs, dynamo, lambdaClient } from './fixture/agent.ts';
import { connect } from './fixture/client.ts';
import { refusalOf } from './fixture/platform.ts';
import { refusedStart, startPlatformProcess } from './fixture/platform-process.ts';
import { commandOf, descendantsOf, isRunning } from './fixture/processes.ts';
import { statements, writeStack } from './fixture/stack.ts';
import { until } from './fixture/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchboard-process-'));
const TERRAFORM_FILE = writeStack(folder, {
  writer: {
    code: agentCode,
    routes: { write: true },
    httpRoutes: { 'POST /write': 'NONE' },
    statements: [statements.readItems, statements.writeItems],
  },
  endless: { code: `exports.handler = () => { for (;;); };`, timeoutSeconds: 60 },
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Root may write everywhere: a test that must not be able to becomes nobody. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
chmodSync(folder, 0o755);

function readOnlyFolder(): string {
  const path = join(folder, 'read-only');
  mkdirSync(path);
  chmodSync(path, 0o555);
  return path;
}

const item = (id: string) => ({ TableName: 'test.items', Item: { id: { S: id } } });
const key = (id: string) => ({ TableName: 'test.items', Key: { id: { S: id } } });

describe('the process', () => {
  it('says last where it is, and ends cleanly at SIGTERM and SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const platform = await startPlatformProcess({ TERRAFORM_FILE });
      expect(JSON.parse(platform.logged.at(-1)?.replace('ready ', '') ?? '')).toEqual({
        web: expect.stringMatching(/^http:/),
        ws: expect.stringMatching(/^ws:.*\/test$/),
        http: expect.stringMatching(/^http:/),
        aws: expect.stringMatching(/^http:/),
        dynamodb: expect.stringMatching(/^http:/),
        smtp: null,
        telegram: null,
        studio: expect.stringMatching(/^http:.*\/studio\/$/),
      });
      const client = await connect(platform.ws ?? '');
      expect(await platform.end(signal)).toBe(0);
      expect((await client.closed).code).toBe(1001);
    }
  });

  it('fault: a misspelt variable had no effect, and nobody was told: it names the right one', async () => {
    const SECRETS_FILE = join(folder, '.env.test');
    writeFileSync(SECRETS_FILE, 'TELEGRAM_TOKN=1234\n');
    const platform = await startPlatformProcess({ TERRAFORM_FILE, SECRETS_FILE, RETENTION_DAY: '3' });
    const text = platform.logged.join('\n');
    expect(text).toContain('RETENTION_DAY has no effect: did you mean RETENTION_DAYS?');
    expect(text).toContain('TELEGRAM_TOKN in .env.test has no effect: did you mean TELEGRAM_TOKEN?');
    expect(text).not.toContain('1234');
    await platform.end('SIGTERM');
  });

  it('ends cleanly at a Ctrl+C, which npm passes on to it once more', async () => {
    const platform = await startPlatformProcess({ TERRAFORM_FILE });
    process.kill(platform.pid, 'SIGINT');
    await setTimeout(10);
    expect(await platform.end('SIGINT')).toBe(0);
    expect(platform.logged.at(-1)).toMatch(/^Stopped\./);
  });

  it('ends cleanly where nobody reads what it says any more, as behind `head`, and keeps what was written', async () => {
    const DATA_DIR = join(folder, 'unread');
    const platform = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR });
    await callAs(lambdaClient(platform.aws), 'test-writer', [dynamo('PutItem', item('kept'))]);
    platform.stopReading();
    // It speaks of this call, or is gone before it has answered.
    await callAs(lambdaClient(platform.aws), 'test-writer', [dynamo('GetItem', key('kept'))]).catch(() => []);
    expect(await platform.ended).toBe(0);
    expect(platform.logged.join('\n')).not.toContain('EPIPE');
    const second = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR });
    const [found] = await callAs(lambdaClient(second.aws), 'test-writer', [dynamo('GetItem', key('kept'))]);
    expect(found?.output?.Item).toEqual({ id: { S: 'kept' } });
    await second.end('SIGTERM');
  });

  it('tells the page where the platform is', async () => {
    const platform = await startPlatformProcess({ TERRAFORM_FILE });
    const config = await (await fetch(`${platform.web}/config.json`)).json();
    expect(config).toEqual({ ws: platform.ws, http: platform.http, telegram: null });
    expect((await fetch(`${platform.web}/..%2f..%2fpackage.json`)).status).toBe(404);
    await platform.end('SIGTERM');
  });

  it('runs a bundle as Lambda does, whatever the package that the data folder lies in', async () => {
    const parent = join(folder, 'package');
    mkdirSync(parent);
    writeFileSync(join(parent, 'package.json'), '{ "type": "module" }');
    const platform = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR: join(parent, 'data') });
    const [written] = await callAs(lambdaClient(platform.aws), 'test-writer', [
      dynamo('PutItem', item('one')),
    ]);
    expect(written?.error).toBeUndefined();
    await platform.end('SIGTERM');
  });

  it('loses nothing at SIGKILL, and leaves no engine behind that would keep the folder', async () => {
    const DATA_DIR = join(folder, 'killed');
    const first = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR });
    await callAs(lambdaClient(first.aws), 'test-writer', [dynamo('PutItem', item('kept'))]);
    await first.end('SIGKILL');
    const second = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR });
    const [found] = await callAs(lambdaClient(second.aws), 'test-writer', [dynamo('GetItem', key('kept'))]);
    expect(found?.output?.Item).toEqual({ id: { S: 'kept' } });
    await second.end('SIGTERM');
  });

  it('leaves no function and no engine running at SIGKILL, not even one that is at work', async () => {
    const platform = await startPlatformProcess({ TERRAFORM_FILE });
    const lambda = lambdaClient(platform.aws);
    await callAs(lambda, 'test-writer', [dynamo('PutItem', item('one'))]);
    const endless = lambda.send(new InvokeCommand({ FunctionName: 'test-endless' })).catch(() => 'cut off');
    const functions = () =>
      descendantsOf(platform.pid)
        .map(commandOf)
        .filter((line) => /^\S*node .*runtime-client/.test(line));
    // One waits, the other is at work.
    await until(() => (functions().length === 2 ? true : undefined));
    const children = descendantsOf(platform.pid);
    expect(children.map(commandOf).join()).toMatch(/dynoxide|DynamoDBLocal/);
    await platform.end('SIGKILL');
    expect(await endless).toBe('cut off');
    expect(await until(() => (children.some(isRunning) ? undefined : 'all gone'))).toBe('all gone');
  });
});

describe('a start that cannot succeed says what to do', () => {
  it('on a data folder that another platform has', async () => {
    const DATA_DIR = join(folder, 'shared');
    const first = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR });
    const { exitCode, stderr } = await refusedStart({ TERRAFORM_FILE, DATA_DIR });
    expect([exitCode, stderr]).toEqual([
      1,
      `Another Switchboard runs on the data folder ${DATA_DIR}. Stop it, or give this one a folder of its own: \`DATA_DIR=/another/folder npm start\`.\n`,
    ]);
    await first.end('SIGTERM');
  });

  it('on a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { exitCode, stderr } = await refusedStart({ TERRAFORM_FILE, PORT: String(port) });
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^Port \d+ is taken\. Stop the program .* choose other ports: `PORT=5000/),
    ]);
    server.close();
  });

  it('on a damaged data folder', async () => {
    const DATA_DIR = join(folder, 'damaged');
    mkdirSync(DATA_DIR);
    writeFileSync(join(DATA_DIR, 'dynamodb.sqlite'), 'these are no tables');
    const { exitCode, stderr } = await refusedStart({ TERRAFORM_FILE, DATA_DIR });
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining('is damaged: its dynamodb.sqlite is not a database.'),
    ]);
  });

  it('on a table that was kept and is declared otherwise now', async () => {
    const DATA_DIR = join(folder, 'changed');
    const platform = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR });
    await platform.end('SIGTERM');
    const changed = join(folder, 'changed.tf.json');
    const stack = {
      resource: {
        aws_dynamodb_table: {
          items: { name: 'test.items', hash_key: 'key', attribute: [{ name: 'key', type: 'S' }] },
        },
      },
    };
    writeFileSync(changed, JSON.stringify(stack));
    const { exitCode, stderr } = await refusedStart({ TERRAFORM_FILE: changed, DATA_DIR });
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining(
        'test.items: it has the key id S and the index by-owner (owner S, KEYS_ONLY), but should have the key key S',
      ),
    ]);
  });

  it('on a resource that the platform does not run', async () => {
    const unknown = join(folder, 'unknown.tf.json');
    writeFileSync(unknown, JSON.stringify({ resource: { aws_instance: { server: { ami: 'x' } } } }));
    expect(await refusalOf(unknown)).toContain('aws_instance.server: resources of this type');
  });

  it('without a synthesised stack', async () => {
    const { exitCode, stderr } = await refusedStart({ TERRAFORM_FILE: join(folder, 'none.json') });
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^There is no synthesised Terraform at .* Run /),
    ]);
  });

  it.each([
    ['that cannot be made', () => '/proc/switchboard'],
    ['that cannot be written to', readOnlyFolder],
    ['that is a file', () => TERRAFORM_FILE],
  ])('on a data folder %s', async (_what, make) => {
    const DATA_DIR = make();
    const started = performance.now();
    const { exitCode, stderr } = await refusedStart({ TERRAFORM_FILE, DATA_DIR }, nobody);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^The data folder \S+ cannot be used \(.+\)\. Choose another with DATA_DIR, or DATA_DIR=memory to keep nothing\.\n$/,
      ),
    ]);
    // It once tried for ten minutes.
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it.each([
    ['JSON of something else', '{"name":"a package"}'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('on a stack that is %s', async (_what, content) => {
    const other = join(folder, 'other.json');
    writeFileSync(other, content);
    expect(await refusalOf(other)).toBe(
      `${other} is JSON, but no synthesised Terraform: it has no resources. TERRAFORM_FILE should name a cdk.tf.json.`,
    );
  });

  it('with an unknown option', async () => {
    const { exitCode, stderr } = await refusedStart({ TERRAFORM_FILE, PORT: 'many' });
    expect([exitCode, stderr]).toEqual([
      1,
      'PORT should be a whole number from 0 to 65530, but is "many".\n',
    ]);
  });
});
