import { SmokeTestError, smokeTest } from '../src/deploy/smoke-test.ts';
import { bootPlatform, type RunningPlatform } from './platform.ts';
import { environmentNamed, removeStacks, synthesiseStack } from './stack.ts';

/** The key of the developer on the local platform, who may call every route. */
const credentials = async () => ({ accessKeyId: 'local', secretAccessKey: 'local' });

type Addresses = RunningPlatform['addresses'];

let platform: RunningPlatform | undefined;

afterEach(() => platform?.stop());
afterAll(removeStacks);

/** Boots an environment on the local platform. */
async function boot(
  environmentName: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Addresses> {
  const environment = environmentNamed(environmentName);
  const { folder } = synthesiseStack({ ...environment, settings: { ...environment.settings, ...settings } });
  platform = await bootPlatform(`${folder}/cdk.tf.json`);
  return platform.addresses;
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
  it('has a conversation with a takeover with what was deployed', async () => {
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
  });

  it('says which step fails: here guests get no session', async () => {
    const addresses = await boot('local', { SESSIONS: 'iam' });
    await expect(converse(addresses)).rejects.toThrow(SmokeTestError);
    await expect(converse(addresses)).rejects.toThrow(
      'The request for a session for a guest was answered 403',
    );
  });

  it('says that nobody answers', async () => {
    const nobody = { ws: 'ws://127.0.0.1:9', http: 'http://127.0.0.1:9' };
    await expect(converse(nobody)).rejects.toThrow('No answer to the request for a session for a guest.');
  });
});
