import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SmokeTestError, smokeTest } from '../src/deploy/smoke-test.ts';
import { environmentNamed, removeStacks, synthesiseStack } from './stack.ts';

const platformFile = fileURLToPath(new URL('../../apps/local/src/main.ts', import.meta.url));
const patienceMs = 60_000;

/** The key of the developer on the local platform, who may call every route. */
const credentials = async () => ({ accessKeyId: 'local', secretAccessKey: 'local' });

interface Addresses {
  readonly ws: string;
  readonly http: string;
}

let platform: ChildProcess | undefined;

afterEach(() => platform?.kill());
afterAll(removeStacks);

/** Boots an environment on the local platform. */
async function boot(
  environmentName: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Addresses> {
  const environment = environmentNamed(environmentName);
  const { folder } = synthesiseStack({ ...environment, settings: { ...environment.settings, ...settings } });
  platform = spawn(process.execPath, [platformFile], {
    // biome-ignore lint/style/noProcessEnv: the platform inherits the environment of the test
    env: { ...process.env, TERRAFORM_FILE: `${folder}/cdk.tf.json`, DATA_DIR: 'memory', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = platform;
  if (!stdout) throw new TypeError('The platform has no output.');
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('ready ')) return JSON.parse(line.slice('ready '.length));
  }
  throw new Error('The platform ended before it was ready.');
}

const converse = ({ ws, http }: Addresses, steps: string[] = []) =>
  smokeTest({
    webSocketUrl: ws,
    httpUrl: http,
    region: 'eu-central-1',
    credentials,
    hasBot: true,
    print: (step) => void steps.push(step),
  });

describe('the smoke test', () => {
  it(
    'has a conversation with a takeover with what was deployed',
    async () => {
      const steps: string[] = [];
      await converse(await boot('local', { THREAD_IDS: 'own' }), steps);
      expect(steps).toEqual([
        'a guest gets a session',
        'IAM gets a session for an operator',
        'both connect',
        'a message is stored',
        'the bot replies',
        'an operator takes over',
        'the operator writes and hands back',
      ]);
    },
    patienceMs,
  );

  it(
    'says which step fails: here guests get no session',
    async () => {
      const addresses = await boot('local', { SESSIONS: 'iam' });
      await expect(converse(addresses)).rejects.toThrow(SmokeTestError);
      await expect(converse(addresses)).rejects.toThrow(
        'The request for a session for a guest was answered 403',
      );
    },
    patienceMs,
  );

  it('says that nobody answers', async () => {
    const nobody = { ws: 'ws://127.0.0.1:9', http: 'http://127.0.0.1:9' };
    await expect(converse(nobody)).rejects.toThrow('No answer to the request for a session for a guest.');
  });
});
