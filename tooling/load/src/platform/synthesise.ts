import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Synthesises the environment `local` with other settings, apart from the one that `npm start` boots. Needs what `npm run build` builds.
 *
 * @param settings for example `{ BOT: 'echo' }`
 * @returns the file to boot
 */
export async function synthesise(
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  // biome-ignore lint/style/noProcessEnv: the synthesis is started as a developer's shell would
  const env = { PATH: process.env.PATH ?? '', CDKTF_OUTDIR: folder, ...settings };
  const child = spawn(
    process.execPath,
    ['-C', 'switchboard-source', '--disable-warning=ExperimentalWarning', 'infra/src/main.ts', 'local'],
    { cwd: repository, env, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error('The environment "local" could not be synthesised; see above.');
  return join(folder, 'stacks/local/cdk.tf.json');
}
