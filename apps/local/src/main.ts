import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bannerLines, stoppedLine } from './command/banner.ts';
import { build } from './command/build.ts';
import { readCommand } from './command/read-command.ts';
import { readOptions } from './command/read-options.ts';
import { createLineWriter } from './log/line-writer.ts';
import { createLog } from './log/log.ts';
import { type Platform, startPlatform } from './platform.ts';
import { PlatformError } from './platform-error.ts';

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
  const { logLevel, ...options } = readOptions(env);
  const isWatched = process.stdout.isTTY === true;
  const colours = isWatched && env.NO_COLOR === undefined;
  if (command.build) {
    const onSlow = (): void => {
      if (isWatched) process.stdout.write('Building the bundles and the pages ...\n');
    };
    await build({ root, env, onSlow });
  }
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

/** Ends with the platform's own end, or with a signal: the second one waits for nothing. */
function stopInTheEnd({ stop, lost, dataFolder }: Platform): void {
  let isStopping = false;
  const stopAndExit = async (): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    await stop();
    output.line(stoppedLine(dataFolder));
    process.exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stopAndExit());
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
  { smtp, telegram }: Platform['addresses'],
): Readonly<Record<string, string>> {
  const names = ['console', 'studio', ...(smtp ? ['mailbox'] : []), ...(telegram ? ['telegram'] : [])];
  const built = names.filter((name) =>
    folders.some((folder) => existsSync(join(folder, name, 'index.html'))),
  );
  return Object.fromEntries(
    built.map((name) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, `/${name}/`]),
  );
}
