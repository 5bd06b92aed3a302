import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  Account,
  bindingsFolder,
  createProvider,
  readSchemas,
  refusedOnCreation,
  type ServedProvider,
  serve,
} from '@switchboard/terraform-proof';
import { zipSync } from 'fflate';
import { bootPlatform, type RunningPlatform } from '../test/platform.ts';
import { accountId } from '../test/ready-account.ts';
import { type Attributes, environmentNamed, removeStacks, synthesiseStack } from '../test/stack.ts';
import { cloneTo } from './clone.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWith } from './programs.ts';

/**
 * The commands of the guide "Deploy to AWS in fifteen minutes", as a person types them, in a clone of which only the account's id was changed.
 * Terraform is real, and its provider plays AWS; moto plays what the commands ask AWS themselves, and holds the state; what was deployed is the
 * local platform, booted from the very stack.
 */

const region = 'eu-central-1';
const patienceMs = 300_000;

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let folder: string;
let clone: string;
let aws: Moto;
let account: Account;
let provider: ServedProvider;
let platform: RunningPlatform | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
  clone = cloneTo(folder, { isBuilt: true });
  replace('infra/src/environments.ts', '111122223333', accountId);
  writeProviderMirror();
  writeProgram('npx', 'echo "$@" >> "$(dirname "$0")/built"\n[ -z "$BUILD_FAILS" ]');
  writeProgram('old-terraform', `echo '{"terraform_version":"1.5.7"}'`);
  writeProgram('stand-in', "echo 'No version of Terraform is chosen.' >&2\nexit 1");
  aws = await startMoto();
}, patienceMs);

beforeEach(async () => {
  account = new Account({ rules: refusedOnCreation });
  const { resource, data } = JSON.parse(synthesiseStack(environmentNamed('dev')).text);
  const schemas = readSchemas(bindingsFolder('@cdktf/provider-aws'), {
    resources: [...Object.keys(resource), ...typesOfAccount],
    dataSources: Object.keys(data),
  });
  provider = await serve(createProvider({ schemas, account, place: { accountId, region } }));
});

afterEach(async () => {
  await provider.stop();
  await platform?.stop();
});

afterAll(() => {
  aws.stop();
  rmSync(folder, { recursive: true });
  removeStacks();
});

const typesOfAccount = [
  'aws_api_gateway_account',
  'aws_iam_role_policy_attachment',
  'aws_ses_active_receipt_rule_set',
  'aws_ses_receipt_rule_set',
];

function replace(file: string, from: string, to: string): void {
  const path = join(clone, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replaceAll(from, to));
}

/** A program of this test, in front of all others. */
function writeProgram(name: string, script: string): void {
  const file = join(folder, 'bin', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** Where Terraform finds the provider, whose checksums it writes down, in place of its registry. */
function writeProviderMirror(): void {
  const mirror = join(folder, 'mirror/registry.terraform.io/hashicorp/aws');
  mkdirSync(mirror, { recursive: true });
  const { version } = JSON.parse(synthesiseStack(environmentNamed('dev')).text).terraform.required_providers
    .aws;
  for (const platformName of [
    'linux_amd64',
    'linux_arm64',
    'darwin_amd64',
    'darwin_arm64',
    'windows_amd64',
  ]) {
    const zip = zipSync({ [`terraform-provider-aws_v${version}`]: new TextEncoder().encode(platformName) });
    writeFileSync(join(mirror, `terraform-provider-aws_${version}_${platformName}.zip`), zip);
  }
}

/** The keys of everything in a bucket. */
async function keysIn(bucket: string): Promise<string[]> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const s3 = new S3Client({ region, endpoint: aws.endpoint, forcePathStyle: true, credentials });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key = '' }) => Key).sort();
}

interface Run {
  readonly exitCode: number | null;
  /** What a person sees: both outputs, as they come. */
  readonly output: string;
}

/** Runs a command as a person does. Answers are given to its questions, in order; without any, nobody is there. */
function run(
  command: string,
  answers: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const [script = '', ...parameters] = command.split(' ');
  const child = spawn('npm', ['run', '--silent', script, '--', ...parameters], {
    cwd: clone,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      // biome-ignore lint/style/noProcessEnv: the command inherits the environment of the test
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      NODE_OPTIONS: `--import ${at('reach-platform.ts')} --disable-warning=ExperimentalWarning`,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
      TF_REATTACH_PROVIDERS: provider.reattach,
      TF_CLI_ARGS_providers_lock: `-fs-mirror=${join(folder, 'mirror')}`,
      PLATFORM_ADDRESSES: JSON.stringify(platform?.addresses ?? {}),
      ...env,
    },
  });
  child.stdin.end(answers.map((answer) => `${answer}\n`).join(''));
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => void printed.push(text));
  }
  return new Promise((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, output: printed.join('') }));
  });
}

/** A file of the clone that a stack was written to. */
const stackFile = (): string => join(clone, 'infra/cdktf.out/stacks/dev/cdk.tf.json');

const typesCreated = (): ReadonlySet<string> => new Set(account.resources.map(({ type }) => type));

describeWith('terraform', 'moto_server')('the commands of the guide', () => {
  it(
    'lead from a clone to a conversation with what was deployed, and back to nothing',
    async () => {
      const stateBucket = `switchboard-terraform-${accountId}-${region}`;
      const early = await run('deploy dev');
      expect(early.exitCode).toBe(1);
      expect(early.output).toContain(`✗ the state bucket ${stateBucket} exists`);
      expect(early.output).toContain('Run `npm run bootstrap -- dev`, which creates it.');

      // Prepare the account, once.
      const bootstrapped = await run('bootstrap dev');
      expect(bootstrapped.output).toContain(`Created the state bucket ${stateBucket}.`);
      expect(bootstrapped.output).toContain('Wrote infra/.terraform.lock.hcl. Commit it.');
      expect(bootstrapped.exitCode).toBe(0);
      const lock = readFileSync(join(clone, 'infra/.terraform.lock.hcl'), 'utf8');
      expect(lock.match(/"(h1|zh):/g)?.length).toBeGreaterThanOrEqual(5);
      const again = await run('bootstrap dev');
      expect(again.output).toContain(`The state bucket ${stateBucket} exists.`);
      expect(readFileSync(join(clone, 'infra/.terraform.lock.hcl'), 'utf8')).toBe(lock);

      // Deploy.
      const stack = readFileSync(stackFile(), 'utf8');
      platform = await bootPlatform(stackFile());
      const deployed = await run('deploy dev', ['yes', 'yes']);
      expect(deployed.output).toMatch(/A month in which nobody writes costs about \$\d+\.\d\d\./);
      expect(deployed.output).toMatch(/account-123456789012-eu-central-1: 5 to create, 0 to change/);
      expect(deployed.output).toMatch(/\ndev: \d+ to create, 0 to change, 0 to replace, 0 to delete/);
      expect(deployed.output).toContain('✓ the operator writes and hands back');
      expect(deployed.output).toMatch(/dev is deployed\. Open https:\/\/\S+\n/);
      expect(deployed.exitCode).toBe(0);
      expect(readFileSync(stackFile(), 'utf8')).toBe(stack);
      expect(readFileSync(join(folder, 'bin/built'), 'utf8')).toContain('turbo run build');
      const counted = Object.values<Attributes>(JSON.parse(stack).resource).flatMap(Object.keys).length;
      expect(account.resources.length).toBeGreaterThanOrEqual(counted);

      // The state lies in the bucket, and is not locked any more.
      expect(await keysIn(stateBucket)).toEqual([`account-${accountId}-${region}.tfstate`, 'dev.tfstate']);
      expect(existsSync(join(clone, 'infra/terraform.dev.tfstate'))).toBe(false);

      const unchanged = await run('deploy dev');
      expect(unchanged.output).toContain('dev: nothing to change');
      expect(unchanged.exitCode).toBe(0);

      // Answer as a person.
      const operator = await run('operator dev olga');
      expect(operator.output).toMatch(/^https:\/\/\S+\/console\/#user=olga&token=[\w.-]+&expires=\d+$/m);
      expect(operator.exitCode).toBe(0);

      // What a role may no longer do shows in the conversation, not only in the plan.
      await platform.stop();
      const broken = await run('deploy dev');
      expect(broken.output).toContain('No answer to the request for a session for a guest.');
      expect(broken.exitCode).toBe(1);

      // Take it away again.
      const kept = await run('destroy dev', ['yes']);
      expect(kept.output).toContain('Nothing was deleted.');
      expect(typesCreated()).toContain('aws_dynamodb_table');
      const gone = await run('destroy dev', ['dev']);
      expect(gone.exitCode).toBe(0);
      expect(typesCreated()).not.toContain('aws_dynamodb_table');
      expect(typesCreated()).toContain('aws_api_gateway_account');
    },
    patienceMs,
  );

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    [
      'an environment that there is not',
      'deploy production',
      {},
      'There is no environment production. infra/src/environments.ts has local, dev, staging, prod.',
    ],
    ['no environment', 'deploy', {}, 'npm run deploy -- <environment> [--yes]'],
    ['the environment of this machine', 'deploy local', {}, '✗ local is an environment of AWS'],
    [
      'no credentials',
      'deploy dev',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      'Run `aws sso login` or set AWS_PROFILE.',
    ],
    [
      'a region that does not answer',
      'deploy dev',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      '✗ AWS answers in the region eu-central-1\n      There is no answer: ',
    ],
    [
      'no Terraform',
      'deploy dev',
      { TERRAFORM: 'no-terraform' },
      'Install it: https://developer.hashicorp.com/terraform/install',
    ],
    [
      'a Terraform that is too old',
      'deploy dev',
      { TERRAFORM: 'old-terraform' },
      'This one is 1.5.7. Update it.',
    ],
    [
      'a Terraform that only stands in for one',
      'deploy dev',
      { TERRAFORM: 'stand-in' },
      '`stand-in version` failed: No version of Terraform is chosen.',
    ],
    ['names that are still examples', 'deploy prod', {}, 'It is still the example example.com.'],
    [
      'a zone and secrets that are missing',
      'deploy staging',
      {},
      '✗ the secret /switchboard/staging/telegram-bot-token is stored',
    ],
    [
      'a build that fails',
      'bootstrap dev',
      { BUILD_FAILS: 'yes' },
      'The build failed: `npm run build` shows why.',
    ],
    ['a secret that no function reads', 'secret dev token', {}, 'No function reads a secret token.'],
    ['an environment that is protected', 'destroy prod', {}, 'prod is protected.'],
  ])(
    'say in one sentence what is wrong: %s',
    async (_what, command, env, sentence) => {
      const { exitCode, output } = await run(command, [], env);
      expect(output).toContain(sentence);
      // Neither the stack of an error nor npm's opinion of it.
      expect(output).not.toMatch(/\n {4}at |npm (error|ERR)/);
      expect(exitCode).toBe(1);
      expect(account.resources).toEqual([]);
    },
    patienceMs,
  );

  it(
    'store the secrets of Telegram, and tell what its webhook still lacks',
    async () => {
      await run('bootstrap dev');
      const missing = await run('telegram:webhook staging');
      expect(missing.output).toContain('is missing: npm run secret -- staging telegram-');
      const token = await run('secret staging telegram-bot-token', ['123456:token']);
      expect(token.output).toContain('Stored /switchboard/staging/telegram-bot-token.');
      const secret = await run('secret staging telegram-webhook-secret', ['words-of-chance']);
      expect(secret.output).toContain('Stored /switchboard/staging/telegram-webhook-secret.');
      expect(token.output + secret.output).not.toMatch(/123456:token|words-of-chance/);
      const early = await run('telegram:webhook staging');
      expect(early.output).toContain('staging tells no telegramWebhookUrl: npm run deploy -- staging');
      expect([token.exitCode, secret.exitCode, early.exitCode]).toEqual([0, 0, 1]);
    },
    patienceMs,
  );

  it.each([
    [
      'restore dev messages 2026-11-21T10:00:00Z',
      'switchboard.dev.messages does not exist, or does not recover to points in time.',
    ],
    [
      'restore dev messages switchboard.dev.messages-20261121T100000Z',
      'There is no table switchboard.dev.messages that is ready.',
    ],
  ])(
    'restore only what is deployed: %s',
    async (command, sentence) => {
      await run('bootstrap dev');
      const { exitCode, output } = await run(command);
      expect(output).toContain(sentence);
      expect(exitCode).toBe(1);
    },
    patienceMs,
  );

  it(
    'take the credentials of another account for what they are',
    async () => {
      replace('infra/src/environments.ts', accountId, '210987654321');
      try {
        const { output, exitCode } = await run('deploy dev');
        expect(output).toContain(
          '✗ AWS credentials for the account 210987654321\n      These are for 123456789012 (arn:aws:sts::123456789012:',
        );
        expect(exitCode).toBe(1);
      } finally {
        replace('infra/src/environments.ts', '210987654321', accountId);
      }
    },
    patienceMs,
  );
});
