import { fileURLToPath } from 'node:url';
import { type LogLevel, logLevels } from '../log/log.ts';
import type { PlatformOptions } from '../platform.ts';
import { PlatformError } from '../platform-error.ts';
import type { StartEnvironment } from './start-choices.ts';

const repository = new URL('../../../../', import.meta.url);
const inRepository = (path: string): string => fileURLToPath(new URL(path, repository));

interface Configured
  extends Pick<
    PlatformOptions,
    | 'terraformFile'
    | 'pagesFolder'
    | 'toolsFolder'
    | 'dataDir'
    | 'secretsFile'
    | 'mailDnsFile'
    | 'port'
    | 'speed'
    | 'env'
  > {
  readonly logLevel: LogLevel;
}

/** Six ports follow each other. */
const lastFirstPort = 65_530;

/**
 * Reads the variables that `startVariables` describes.
 *
 * @throws {PlatformError} `option.invalid`
 */
export function readOptions(environment: NodeJS.ProcessEnv): Configured {
  const env: StartEnvironment = environment;
  return {
    port: numberOption(env, 'PORT', { fallback: 4000, minimum: 0, maximum: lastFirstPort, whole: true }),
    speed: numberOption(env, 'SPEED', { fallback: 1, minimum: 1, maximum: 100_000, whole: false }),
    logLevel: logLevelOption(env),
    dataDir: env.DATA_DIR || inRepository('.switchboard'),
    terraformFile: env.TERRAFORM_FILE || inRepository('infra/cdktf.out/stacks/local/cdk.tf.json'),
    secretsFile: env.SECRETS_FILE || inRepository('.env.local'),
    mailDnsFile: env.MAIL_DNS_FILE || undefined,
    pagesFolder: inRepository('apps/web/dist'),
    toolsFolder: inRepository('apps/web/dist-local'),
    env: environment,
  };
}

function logLevelOption({ LOG_LEVEL: text }: StartEnvironment): LogLevel {
  if (!text) return 'info';
  const level = logLevels.find((known) => known === text);
  if (level) return level;
  throw new PlatformError(
    'option.invalid',
    `LOG_LEVEL should be ${logLevels.slice(0, -1).join(', ')} or ${logLevels.at(-1)}, but is "${text}".`,
  );
}

interface NumberRange {
  readonly fallback: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly whole: boolean;
}

function numberOption(
  env: StartEnvironment,
  name: keyof StartEnvironment,
  { fallback, minimum, maximum, whole }: NumberRange,
): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (value >= minimum && value <= maximum && (!whole || Number.isInteger(value))) return value;
  throw new PlatformError(
    'option.invalid',
    `${name} should be a ${whole ? 'whole ' : ''}number from ${minimum} to ${maximum}, but is "${text}".`,
  );
}
