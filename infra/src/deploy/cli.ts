/**
 * The commands that look after deployed environments: `npm run bootstrap -- dev`, `npm run deploy -- dev`, `npm run destroy -- dev`,
 * `npm run secret -- dev telegram-bot-token`, `npm run telegram:webhook -- dev`,
 * `npm run operator -- dev olga`, `npm run restore -- dev messages 2026-11-21T10:00:00Z`.
 */
import { spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { chooseEnvironments, UnknownEnvironmentError } from '../environment/choose.ts';
import { InvalidEnvironmentsError } from '../environment/problems.ts';
import { environments } from '../environments.ts';
import { BundleMissingError } from '../functions/function-bundle.ts';
import { functionPackages } from '../functions/function-packages.ts';
import { synthesise } from '../synthesise.ts';
import { PagesMissingError } from '../web-front/page-files.ts';
import { createAwsCloud } from './aws-cloud.ts';
import { bootstrap } from './bootstrap.ts';
import { deploy } from './deploy.ts';
import { CommandError, type Desk } from './desk.ts';
import { destroy } from './destroy.ts';
import { addressesOf, operatorLink } from './operator-link.ts';
import { copyBack, restore } from './restore.ts';
import { signedPost } from './signed-fetch.ts';
import { SmokeTestError, smokeTest } from './smoke-test.ts';
import { storeSecret } from './store-secret.ts';
import { createStoredTables } from './stored-tables.ts';
import { telegramWebhook } from './telegram-webhook.ts';
import { createTerminal } from './terminal.ts';
import { TerraformFailedError } from './terraform-command.ts';

// biome-ignore lint/style/noProcessEnv: the composition root
const env = process.env;
const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const terminal = createTerminal(process.stdin, process.stdout);

const expectedErrors = [
  BundleMissingError,
  CommandError,
  InvalidEnvironmentsError,
  PagesMissingError,
  SmokeTestError,
  TerraformFailedError,
  UnknownEnvironmentError,
];

const usage = `npm run bootstrap -- <environment>
npm run deploy -- <environment> [--yes]
npm run destroy -- <environment>
npm run secret -- <environment> <name>
npm run restore -- <environment> <table> <time, or the name of a restored table to copy back from>
npm run telegram:webhook -- <environment>
npm run operator -- <environment> <user id> [<name as customers see it>]`;

/**
 * The version of a program, or nothing where it is not installed.
 *
 * @throws {CommandError} if it does not tell: a version manager's stand-in without a version, for example
 */
function versionOf(program: string): string | undefined {
  const { stdout, stderr, status, error } = spawnSync(program, ['version', '-json'], {
    encoding: 'utf8',
    env,
  });
  if (error) return undefined;
  if (status !== 0)
    throw new CommandError(`\`${program} version\` failed: ${stderr.trim() || stdout.trim()}`);
  return (JSON.parse(stdout) as { terraform_version: string }).terraform_version;
}

function deskFor(environmentName: string): Desk {
  const [environment] = chooseEnvironments(environments, [environmentName]);
  if (environment === undefined) throw new CommandError(usage);
  const program = env.TERRAFORM ?? 'terraform';
  const version = versionOf(program);
  return {
    environment,
    packages: functionPackages,
    cloud: createAwsCloud({ region: environment.region }),
    storedTables: createStoredTables({ region: environment.region, now: Date.now }),
    wait: (seconds) => setTimeout(seconds * 1000),
    program: { name: program, ...(version !== undefined && { version }) },
    env,
    infraFolder: at('infra'),
    async build() {
      const { status } = spawnSync('npx', ['turbo', 'run', 'build', '--output-logs=errors-only'], {
        cwd: at('.'),
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      if (status !== 0) throw new CommandError('The build failed: `npm run build` shows why.');
    },
    async synthesise() {
      const built = { packages: functionPackages, pagesFolder: at('apps/web/dist') };
      synthesise(at('infra/cdktf.out'), [environment], built);
      return at('infra/cdktf.out/stacks');
    },
    tryOut: ({ webSocketUrl = '', httpUrl = '' }) =>
      smokeTest({
        webSocketUrl,
        httpUrl,
        region: environment.region,
        credentials: defaultProvider(),
        hasBot: environment.settings.BOT !== 'none',
        print: (step) => print(`  ✓ ${step}`),
      }),
    print,
    ask: terminal.ask,
  };
}

/** The developer, as the platform on this machine knows them. */
const localCredentials = async () => ({ accessKeyId: 'local', secretAccessKey: 'local' });

async function printOperatorLink(desk: Desk, [userId, ...words]: readonly string[]): Promise<void> {
  if (userId === undefined) throw new CommandError(usage);
  const { name: environmentName, region } = desk.environment;
  const credentials = environmentName === 'local' ? localCredentials : defaultProvider();
  const addresses = await addressesOf(desk, env.WEB_URL ?? 'http://localhost:4000');
  const operator = { userId, ...(words.length === 0 ? {} : { name: words.join(' ') }) };
  const post = (url: string, body: string) => signedPost({ url, body, region, credentials });
  print(await operatorLink(addresses, operator, post));
  print('This address signs in anybody who opens it: give it to nobody else.');
}

/** A time restores to it; the name of a restored table copies back from that. */
async function restoreOrCopy(desk: Desk, [table, what]: readonly string[]): Promise<void> {
  if (table === undefined || what === undefined) throw new CommandError(usage);
  if (/^\d{4}-/.test(what)) await restore(desk, table, what);
  else await copyBack(desk, table, what);
}

async function main([command, environmentName, ...rest]: readonly string[]): Promise<void> {
  if (environmentName === undefined) throw new CommandError(usage);
  const desk = deskFor(environmentName);
  switch (command) {
    case 'bootstrap':
      return await bootstrap(desk);
    case 'deploy':
      return await deploy(desk, { agreed: rest.includes('--yes') });
    case 'destroy':
      return await destroy(desk);
    case 'secret':
      return await storeSecret(desk, rest[0] ?? '');
    case 'restore':
      return await restoreOrCopy(desk, rest);
    case 'operator':
      return await printOperatorLink(desk, rest);
    case 'telegram:webhook':
      return await telegramWebhook(desk);
    default:
      throw new CommandError(usage);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!expectedErrors.some((expected) => error instanceof expected)) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  terminal.close();
}
