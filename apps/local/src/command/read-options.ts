import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type LogLevel, logLevels } from '../log/log.ts';
import { PlatformError } from '../platform-error.ts';
import type { PlatformOptions } from '../platform-options.ts';
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
 * @throws {PlatformError} `option.invalid`, with a sentence for each variable that is wrong
 */
export function readOptions(environment: NodeJS.ProcessEnv): Configured {
  const env: StartEnvironment = environment;
  const problems: string[] = [];
  const checked = <Value>(read: () => Value, fallback: Value): Value => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      problems.push(error.message);
      return fallback;
    }
  };
  const number = (name: keyof StartEnvironment, range: NumberRange): number =>
    checked(() => numberOption(env, name, range), range.fallback);
  const options: Configured = {
    port: number('PORT', { fallback: 4000, minimum: 0, maximum: lastFirstPort, whole: true }),
    speed: number('SPEED', { fallback: 1, minimum: 1, maximum: 100_000, whole: false }),
    logLevel: checked(() => logLevelOption(env), 'info'),
    dataDir: env.DATA_DIR || inRepository('.switchboard'),
    terraformFile: env.TERRAFORM_FILE || inRepository('infra/cdktf.out/stacks/local/cdk.tf.json'),
    secretsFile: checked(() => namedFile(env, 'SECRETS_FILE'), undefined) || inRepository('.env.local'),
    mailDnsFile: checked(() => dnsFile(env), undefined),
    pagesFolder: inRepository('apps/web/dist'),
    toolsFolder: inRepository('apps/web/dist-local'),
    env: environment,
  };
  checked(() => addressOption(env), undefined);
  if (problems.length > 0) throw new PlatformError('option.invalid', problems.join('\n'));
  return options;
}

const invalid = (name: keyof StartEnvironment, expected: string, text: string, cause?: unknown) =>
  new PlatformError('option.invalid', `${name} should be ${expected}, but is "${text}".`, { cause });

function logLevelOption({ LOG_LEVEL: text }: StartEnvironment): LogLevel {
  if (!text) return 'info';
  const level = logLevels.find((known) => known === text);
  if (level) return level;
  throw invalid('LOG_LEVEL', `${logLevels.slice(0, -1).join(', ')} or ${logLevels.at(-1)}`, text);
}

/** A file that somebody names is there. The one that is read where none is named need not be. */
function namedFile(env: StartEnvironment, name: 'SECRETS_FILE' | 'MAIL_DNS_FILE'): string | undefined {
  const file = env[name];
  if (!file) return undefined;
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw invalid(name, 'an existing file', file);
  return file;
}

function dnsFile(env: StartEnvironment): string | undefined {
  const file = namedFile(env, 'MAIL_DNS_FILE');
  if (file !== undefined && !isRecord(parsed(readFileSync(file, 'utf8'))))
    throw invalid('MAIL_DNS_FILE', 'a file with a JSON object of records by name', file);
  return file;
}

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns `undefined` for what is no JSON */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function addressOption({ DYNAMODB_ENDPOINT: text }: StartEnvironment): void {
  if (text && !/^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    throw invalid('DYNAMODB_ENDPOINT', 'an address such as http://127.0.0.1:8000', text);
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
  throw invalid(name, `a ${whole ? 'whole ' : ''}number from ${minimum} to ${maximum}`, text);
}
