import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { PlatformError } from '../platform-error.ts';

export interface BuildOptions {
  /** The repository. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called for each part that is built now, because it has changed or was never built. @param part `pages`, `Terraform`, or the package of functions */
  readonly onPart: (part: string) => void;
}

/** Neither the builder nor npm says anything but what the tools that they run say, and nobody is told that this machine builds. */
const quiet = {
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  npm_config_loglevel: 'silent',
  npm_config_update_notifier: 'false',
};

/**
 * Builds the bundles and the pages, and synthesises the environment `local`; what has not changed since is left as it is. Where something
 * is built, variables that are wrong end it at once.
 *
 * @throws {PlatformError} `build.failed` with what the tools said
 */
export async function build({ root, env, onPart }: BuildOptions): Promise<void> {
  const [command, ...args] = turboCommand(root);
  const child = spawn(
    command,
    [...args, 'run', 'build', 'synth:local', '--output-logs=new-only', '--log-prefix=task', '--ui=stream'],
    { cwd: root, env: { ...env, ...quiet }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = endOf(child);
  const said: string[] = [];
  let refused: Promise<string | undefined> | undefined;
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      said.push(line);
      const part = partBegun(line);
      if (part === undefined) return;
      onPart(part);
      refused ??= refusalOf(root, env).then((problem) => {
        if (problem !== undefined) child.kill();
        return problem;
      });
    });
  }
  const code = await ended;
  // A builder that was told to stop ends as if it had succeeded.
  const problem = (await refused) ?? (code === 0 ? undefined : withoutChrome(ofFailedTasks(said).join('\n')));
  if (problem !== undefined) throw new PlatformError('build.failed', problem);
}

/** @returns the exit code; `null` after a signal */
const endOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });

/** The exit code of the check of settings where it has found something. */
const isRefused = 2;

/** What is wrong with the settings of the environment `local`. The synthesis would say it too, but only after everything is built. */
async function refusalOf(root: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const check = spawn(process.execPath, ['-C', 'switchboard-source', 'src/check-settings.ts'], {
    cwd: join(root, 'infra'),
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [code, said] = await Promise.all([endOf(check), text(check.stderr)]);
  return code === isRefused ? said.trim() : undefined;
}

/** What the builder begins: it writes a line for each task that it does not find in its cache. */
export function partBegun(line: string): string | undefined {
  const [, folder, task] =
    /^@switchboard\/([\w-]+):(build|synth:local): cache (?:miss|bypass)\b/.exec(line) ?? [];
  if (folder === undefined) return undefined;
  if (task === 'synth:local') return 'Terraform';
  return folder === 'web' ? 'pages' : folder;
}

/** A line of a task's output: its task, and what the task's tool said. */
const ofTask = /^(@switchboard\/[\w-]+):(build|synth:local): ?(.*)$/;

/**
 * What the tasks that failed said, without their names in front, or everything if the builder itself failed.
 *
 * @param said every line that the builder wrote
 */
export function ofFailedTasks(said: readonly string[]): readonly string[] {
  const failed = new Set(
    said.flatMap((line) => /^(\S+#\S+): +(?:ERROR +)?command .* exited \(/.exec(line)?.[1] ?? []),
  );
  if (failed.size === 0) return said;
  return said.flatMap((line) => {
    const [, name, task, text] = ofTask.exec(line) ?? [];
    return text !== undefined && failed.has(`${name}#${task}`) ? text : [];
  });
}

/** The builder's own program, or the script that finds it, which takes longer to start. */
function turboCommand(root: string): readonly [string, ...string[]] {
  const require = createRequire(`${root}package.json`);
  try {
    const architecture = process.arch === 'x64' ? '64' : process.arch;
    const os = process.platform === 'win32' ? 'windows' : process.platform;
    return [require.resolve(`@turbo/${os}-${architecture}/bin/turbo`)];
  } catch {
    return [process.execPath, require.resolve('turbo/bin/turbo')];
  }
}

/** What the builder says of itself: headings, counts, times. */
const chrome =
  /^\s*(•|Tasks:|Cached:|Time:|Failed:|ERROR\b|WARNING\b|cache (miss|hit)|> )|^npm (warn|error)|^\s*\S+#\S+:\s|^\S+:\S+: (cache|ERROR)/;

/** What the tools themselves said. @param said everything that the builder wrote */
export const withoutChrome = (said: string): string =>
  said
    .split('\n')
    .filter((line) => line.trim() !== '' && !chrome.test(line))
    .join('\n')
    .trim() || said.trim();
