import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { lambdaClient } from './fixture/agent.ts';
import { startTestPlatform, type TestPlatform } from './fixture/platform.ts';
import { isRunning } from './fixture/processes.ts';
import { until } from './fixture/until.ts';

/** What the functions of this test answer, and what Lambda says of an error. */
interface Payload {
  readonly env: Record<string, string>;
  readonly left: number;
}

let platform: TestPlatform;
let lambda: LambdaClient;
/** Where the processes of a burst meet. */
const meetings = mkdtempSync(join(tmpdir(), 'meetings-'));

/** A function that answers with its process once so many of its processes are at work at the same time: however busy the machine is. */
const meeting = (name: string) => {
  const folder = join(meetings, name);
  mkdirSync(folder);
  const code = `
    const { readdirSync, writeFileSync } = require('node:fs');
    exports.handler = async ({ together }) => {
      writeFileSync(${JSON.stringify(folder)} + '/' + process.pid, '');
      while (readdirSync(${JSON.stringify(folder)}).length < together) await new Promise((r) => setTimeout(r, 10));
      return process.pid;
    };`;
  return { code, timeoutSeconds: 100 };
};

beforeAll(async () => {
  platform = await startTestPlatform({
    environment: {
      code: `exports.handler = async (event, context) => ({ env: process.env, name: context.functionName, left: context.getRemainingTimeInMillis() });`,
    },
    slow: {
      timeoutSeconds: 1,
      code: `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));`,
    },
    crash: { code: `exports.handler = async () => process.exit(3);` },
    broken: { code: `throw new Error('no bundle like this');` },
    throwing: {
      code: `exports.handler = async () => { console.log('about to fail'); throw new TypeError('wrong'); };`,
    },
    pid: meeting('pid'),
    paying: {
      code: `exports.handler = async ({ dollars }) => console.log(JSON.stringify({ event: 'llm.replied', model: 'm', dollars }));`,
    },
    large: { code: `exports.handler = async () => 'x'.repeat(6 * 1024 * 1024);` },
  });
  lambda = lambdaClient(platform.addresses.aws);
});

afterAll(async () => {
  await platform.stop();
  rmSync(meetings, { recursive: true });
});

async function invoke(
  name: string,
  event: object = {},
): Promise<{ error: string | undefined; payload: Payload }> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: `test-${name}`, Payload: JSON.stringify(event) }),
  );
  return { error: FunctionError, payload: JSON.parse(Buffer.from(Payload ?? []).toString()) as Payload };
}

describe('a function', () => {
  it("has its own environment and nothing of the developer's", async () => {
    const { payload } = await invoke('environment');
    expect(payload).toMatchObject({
      name: 'test-environment',
      env: {
        TABLE_ITEMS: 'test.items',
        TOPIC_NEWS: 'arn:aws:sns:eu-central-1:000000000000:test-news',
        WEBSOCKET_ENDPOINT: platform.addresses.ws,
        AWS_LAMBDA_FUNCTION_NAME: 'test-environment',
        AWS_REGION: 'eu-central-1',
        AWS_ENDPOINT_URL: platform.addresses.aws,
        AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      },
    });
    expect(payload.left).toBeGreaterThan(9_000);
    expect(payload.env).not.toHaveProperty('HOME');
    expect(payload.env).not.toHaveProperty('DYNAMODB_ENDPOINT');
  });

  it('is killed when its time is over', async () => {
    const { error, payload } = await invoke('slow');
    expect(error).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Z [\w-]+ Task timed out after 1\.00 seconds$/),
    });
  });

  it('that ends its process has failed, and the next event gets a new one', async () => {
    for (let round = 0; round < 2; round += 1) {
      expect((await invoke('crash')).payload).toMatchObject({
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringContaining('exit status 3'),
      });
    }
  });

  it('whose bundle cannot be loaded fails with the reason', async () => {
    expect((await invoke('broken')).payload).toMatchObject({ errorMessage: 'no bundle like this' });
  });

  it('that throws reports its error, and the log has its stack and what it wrote', async () => {
    expect((await invoke('throwing')).payload).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'wrong',
    });
    const at = platform.logged.findIndex((line) => /throwing +invoke .* failed$/.test(line));
    expect(platform.logged.slice(at + 1, at + 3)).toEqual([
      expect.stringMatching(/\| about to fail$/),
      expect.stringMatching(/\| TypeError: wrong$/),
    ]);
    // Of the stack only what is the function's own.
    expect(platform.logged.filter((line) => /at .*(node:|runtime-client)/.test(line))).toEqual([]);
  });

  it('serves one event at a time in a process, and reuses a process that is free', async () => {
    const together = await Promise.all([invoke('pid', { together: 2 }), invoke('pid', { together: 2 })]);
    const pids = together.map(({ payload }) => payload);
    expect(new Set(pids).size).toBe(2);
    expect(pids).toContain((await invoke('pid', { together: 1 })).payload);
  });

  it('gives back the processes that a burst needed, all but one, once they are idle', async () => {
    const hurried = await startTestPlatform({ pid: meeting('burst') }, { speed: 120 });
    const client = lambdaClient(hurried.addresses.aws);
    const inBurst = { FunctionName: 'test-pid', Payload: JSON.stringify({ together: 4 }) };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => client.send(new InvokeCommand(inBurst))),
    );
    const pids = answers.map(({ Payload }) => Number(Buffer.from(Payload ?? []).toString()));
    expect(new Set(pids).size).toBe(4);
    const running = () => pids.filter(isRunning);
    await until(() => (running().length === 1 ? true : undefined));
    // The one that is left goes on.
    const { Payload } = await client.send(new InvokeCommand(inBurst));
    expect([Number(Buffer.from(Payload ?? []).toString())]).toEqual(running());
    await hurried.stop();
  });

  it('that logs its expenses has them in the meter and in the log', async () => {
    await invoke('paying', { dollars: 0.0125 });
    await invoke('paying', { dollars: 0.0005 });
    await invoke('paying', { dollars: 'nothing' });
    const reading = await until(async () => {
      const readings = await (await fetch(`${platform.addresses.aws}/_switchboard/meter`)).json();
      const { 'test-paying': paying } = readings as Record<string, { readonly dollars?: number }>;
      return paying?.dollars !== undefined && paying.dollars > 0.0125 ? paying : undefined;
    });
    expect(reading).toMatchObject({ invocations: 3, dollars: expect.closeTo(0.013, 9) });
    expect(platform.logged.join('\n')).toMatch(/paying +invoke .* \$0\.0125/);
  });

  it('may not answer more than 6 MB', async () => {
    expect((await invoke('large')).payload).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });
});
