import { accountId, readyCloud } from '../../test/ready-account.ts';
import { defineEnvironment, type Environment, type EnvironmentInput } from '../environment/environment.ts';
import { environments } from '../environments.ts';
import { type Cloud, CredentialsError, DeniedError, NoAnswerError } from './cloud.ts';
import { preflight } from './preflight.ts';

const ours: EnvironmentInput = { name: 'shop', region: 'eu-west-1', accountId };

const checks = (
  environment: Environment,
  cloud: Partial<Cloud> = {},
  version: string | undefined = '1.11.4',
) =>
  preflight({
    environment,
    cloud: { ...readyCloud, ...cloud },
    program: { name: 'terraform', ...(version !== undefined && { version }) },
    secrets: [{ name: 'chat-token', description: 'The token of the other chat.' }],
  });

const problems = async (...parameters: Parameters<typeof checks>): Promise<string[]> =>
  (await checks(...parameters)).flatMap(({ problem }) => problem ?? []);

describe('before a deployment', () => {
  it('everything is looked at, and said', async () => {
    const domain = { name: 'chat.our.shop', zone: 'our.shop' };
    const made = await checks(defineEnvironment({ ...ours, domain }));
    expect(made.map(({ what }) => what)).toEqual([
      'shop is an environment of AWS',
      'terraform 1.10.0 or newer is on the PATH',
      'accountId of shop is yours',
      'AWS answers in the region eu-west-1',
      'AWS credentials for the account 123456789012',
      'the state bucket switchboard-terraform-123456789012-eu-west-1 exists',
      'the zone our.shop is in Route 53',
      'the secret /switchboard/shop/chat-token is stored',
    ]);
    expect(made.filter(({ problem }) => problem)).toEqual([]);
  });

  it('all that is wrong is said at once, with what to do', async () => {
    const found = await problems(
      defineEnvironment({ ...ours, domain: { name: 'chat.our.shop', zone: 'our.shop' } }),
      { bucketExists: async () => false, zoneExists: async () => false, parameterExists: async () => false },
      '1.5.7',
    );
    expect(found).toEqual([
      'This one is 1.5.7. Update it.',
      'Run `npm run bootstrap -- shop`, which creates it.',
      'Create the hosted zone and have its name servers entered where the domain is registered.',
      'The token of the other chat. Store it: `npm run secret -- shop chat-token`.',
    ]);
  });

  it('the environment of this machine is refused', async () => {
    const local = environments.find(({ name }) => name === 'local');
    expect(local && (await problems(local))).toEqual([expect.stringContaining('`npm start`')]);
  });

  it('the examples that the environments come with are refused, with the account that the credentials are for', async () => {
    const prod = environments.find(({ name }) => name === 'prod');
    expect(prod && (await problems(prod))).toEqual([
      expect.stringContaining('the example 111122223333'),
      expect.stringContaining('the example example.com'),
      expect.stringContaining('the example example.com'),
      expect.stringContaining('the example example.com'),
      expect.stringMatching(/^These are for 123456789012 \(arn:aws:iam::123456789012:user\/ada\)/),
    ]);
  });

  it('Terraform has to be there', async () => {
    const program = { name: 'terraform' };
    const found = await preflight({
      environment: defineEnvironment(ours),
      cloud: readyCloud,
      program,
      secrets: [],
    });
    expect(found.flatMap(({ problem }) => problem ?? [])).toEqual([expect.stringContaining('Install it')]);
  });

  it('without credentials nothing else is asked of AWS', async () => {
    const identity = async () => {
      throw new CredentialsError('none');
    };
    const bucketExists = async (): Promise<boolean> => {
      throw new Error('must not be asked');
    };
    expect(await problems(defineEnvironment(ours), { identity, bucketExists })).toEqual(['none']);
  });

  it('a region that does not answer is named, and nothing else is asked', async () => {
    const made = await checks(defineEnvironment(ours), {
      identity: async () => {
        throw new NoAnswerError('nobody there');
      },
    });
    expect(made.at(-1)).toEqual({ what: 'AWS answers in the region eu-west-1', problem: 'nobody there' });
  });

  it('credentials that may not look at something do not hide what else is wrong', async () => {
    const denied = async (): Promise<boolean> => {
      throw new DeniedError('These credentials may not look.');
    };
    expect(
      await problems(defineEnvironment(ours), { bucketExists: denied, parameterExists: async () => false }),
    ).toEqual(['These credentials may not look.', expect.stringContaining('npm run secret')]);
  });

  it('a fault of AWS is no problem of ours', async () => {
    const identity = async () => {
      throw new TypeError('socket hang up');
    };
    await expect(checks(defineEnvironment(ours), { identity })).rejects.toThrow('socket hang up');
  });
});
