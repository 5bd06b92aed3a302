import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const platformFile = fileURLToPath(new URL('../../apps/local/src/main.ts', import.meta.url));

export interface RunningPlatform {
  readonly addresses: { readonly ws: string; readonly http: string };
  stop(): Promise<void>;
}

/** Boots the local platform from a synthesised stack. It keeps nothing. */
export async function bootPlatform(terraformFile: string): Promise<RunningPlatform> {
  const platform = spawn(process.execPath, [platformFile], {
    // biome-ignore lint/style/noProcessEnv: the platform inherits the environment of the test
    env: { ...process.env, TERRAFORM_FILE: terraformFile, DATA_DIR: 'memory', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(platform, 'close');
  for await (const line of createInterface({ input: platform.stdout })) {
    if (!line.startsWith('ready ')) continue;
    platform.stdout.resume();
    return {
      addresses: JSON.parse(line.slice('ready '.length)),
      async stop() {
        platform.kill();
        await ended;
      },
    };
  }
  throw new Error('The platform ended before it was ready.');
}
