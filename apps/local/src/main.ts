import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bannerLines, stoppedLine } from './command/banner.ts';
import { build } from './command/build.ts';
import { createBuildProgress } from './command/build-progress.ts';
import { doubtfulNames, startNames } from './command/doubtful-names.ts';
import { createEnding } from './command/ending.ts';
import { helpLines, readCommand } from './command/read-command.ts';
import { readOptions } from './command/read-options.ts';
import { createLineWriter } from './log/line-writer.ts';
import { createLog } from './log/log.ts';
import { namesIn } from './parameters/secrets.ts';
import { PlatformError } from './platform-error.ts';
import type { Platform } from './platform-options.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
// biome-ignore lint/style/noProcessEnv: the composition root
const env = process.env;
const now = Date.now;
const output = createLineWriter((text) => process.stdout.write(text));
process.on('exit', output.flush);

try {
  await start();
} catch (error) {
  if (!(error instanceof PlatformError)) throw error;
  fail(error);
}

async function start(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command.help) {
    for (const line of helpLines) output.line(line);
    return;
  }
  const { logLevel, ...options } = readOptions(env);
  const isWatched = process.stdout.isTTY === true;
  const colours = isWatched && env.NO_COLOR === undefined;
  const built = command.build ? buildShown(isWatched && !command.json) : undefined;
  // The platform's code loads while the builder looks for changes: both together take as long as the slower one.
  const loading = import('./platform.ts');
  loading.catch(() => undefined); // a failed build is reported first
  await built;
  const { startPlatform } = await loading;
  const log = createLog({ write: output.line, now, level: logLevel, colours });
  const reloads = command.build;
  const platform = await startPlatform({
    ...options,
    sourceRoot: root,
    inspection: command.inspection,
    reloads,
    log,
    now,
    newId: randomUUID,
    randomBytes,
  });
  stopInTheEnd(platform);
  const doubtful = doubtfulNames({
    environment: Object.keys(env),
    inFile: await namesIn(options.secretsFile),
    file: options.secretsFile,
    variables: startNames(root),
    secrets: platform.secretNames,
  });
  for (const sentence of doubtful) log.problem('switchboard', sentence);
  if (command.json || !isWatched) {
    log.note(`aws at ${platform.addresses.aws} for access key local, secret local`);
    output.line(`ready ${JSON.stringify(platform.addresses)}`);
    return;
  }
  const lines = bannerLines({
    version: await versionOf(root),
    readyMs: performance.now(),
    addresses: platform.addresses,
    pages: pagesIn([options.pagesFolder, options.toolsFolder ?? options.pagesFolder], platform.addresses),
    bot: platform.bot,
    dataFolder: platform.dataFolder,
    colours,
  });
  for (const line of lines) output.line(line);
}

/** Builds what has changed. @param isShown whether a person sees what is being built */
async function buildShown(isShown: boolean): Promise<void> {
  const write = (text: string): void => void (isShown && process.stdout.write(text));
  const progress = createBuildProgress({ write, now, columns: process.stdout.columns ?? 80 });
  try {
    await build({ root, env, onPart: progress.begin });
    progress.done();
  } catch (error) {
    progress.failed();
    throw error;
  }
}

/** Ends with the platform's own end, with a signal, or when nobody reads what it says any more. */
function stopInTheEnd({ stop, lost, dataFolder }: Platform): void {
  const stopAndExit = createEnding({
    stop: async () => {
      await stop();
      output.line(stoppedLine(dataFolder));
    },
    exit: (code = process.exitCode) => process.exit(code),
    now,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stopAndExit());
  // Behind `head`, for example. Every line that follows fails as well.
  let isRead = true;
  process.stdout.on('error', () => {
    if (isRead) void stopAndExit();
    isRead = false;
  });
  void lost.then((error) => {
    fail(error);
    void stopAndExit();
  });
}

function fail({ message }: PlatformError): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

async function versionOf(folder: string): Promise<string> {
  const { default: manifest } = (await import(`${folder}package.json`, { with: { type: 'json' } })) as {
    default: { version: string };
  };
  return manifest.version;
}

/** The pages beside the chat, as far as they were built and have something to show. */
function pagesIn(
  folders: readonly string[],
  { ws, smtp, telegram }: Platform['addresses'],
): Readonly<Record<string, string>> {
  const names = [
    ...(ws ? ['console'] : []),
    'studio',
    ...(smtp ? ['mailbox'] : []),
    ...(telegram ? ['telegram'] : []),
  ];
  const built = names.filter((name) =>
    folders.some((folder) => existsSync(join(folder, name, 'index.html'))),
  );
  return Object.fromEntries(
    built.map((name) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, `/${name}/`]),
  );
}
