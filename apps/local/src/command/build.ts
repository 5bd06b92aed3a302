import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { PlatformError } from '../platform-error.ts';

export interface BuildOptions {
  /** The repository. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called once where it takes long enough for a person to wonder. */
  readonly onSlow: () => void;
}

/** A build that has nothing to do ends before, in milliseconds. */
const slowMs = 1_000;

/** Neither the builder nor npm says anything but what the tools that they run say, and nobody is told that this machine builds. */
const quiet = {
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  npm_config_loglevel: 'silent',
  npm_config_update_notifier: 'false',
};

/**
 * Builds the bundles and the pages, and synthesises the environment `local`; what has not changed since is left as it is.
 *
 * @throws {PlatformError} `build.failed` with what the tools said
 */
export async function build({ root, env, onSlow }: BuildOptions): Promise<void> {
  const [command, ...args] = turboCommand(root);
  const child = spawn(
    command,
    [...args, 'run', 'build', 'synth:local', '--output-logs=errors-only', '--log-prefix=none', '--ui=stream'],
    { cwd: root, env: { ...env, ...quiet }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const slow = setTimeout(onSlow, slowMs);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(slow);
  if (code !== 0) throw new PlatformError('build.failed', withoutChrome(said));
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
