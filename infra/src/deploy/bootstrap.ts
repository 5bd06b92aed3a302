import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stateBucketOf } from '../environment/environment.ts';
import { requireReady } from './deploy.ts';
import type { Desk } from './desk.ts';
import { preflight } from './preflight.ts';
import { lockFile } from './stack.ts';
import { runTerraform } from './terraform-command.ts';

/** The machines that people and CI deploy from. */
const platforms = ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64', 'windows_amd64'];

/**
 * Prepares an account for its first deployment: creates the bucket of the state, and writes down the checksums of the provider. Doing it again
 * changes nothing.
 *
 * @throws {CommandError} if a check fails
 */
export async function bootstrap(desk: Desk): Promise<void> {
  const { environment, cloud, print, infraFolder, program, env } = desk;
  const checks = await preflight({
    ...desk,
    environment: withoutNames(environment),
    secrets: [],
    needsState: false,
  });
  await requireReady(desk, checks);
  if (environment.state === 'bucket') {
    const bucket = stateBucketOf(environment);
    if (await cloud.bucketExists(bucket)) print(`The state bucket ${bucket} exists.`);
    else {
      await cloud.createStateBucket(bucket);
      print(`Created the state bucket ${bucket}.`);
    }
  }
  print('Building the functions and the pages.');
  await desk.build();
  const folder = join(await desk.synthesise(), environment.name);
  print('Fetching the checksums of the AWS provider.');
  const parameters = ['providers', 'lock', ...platforms.map((platform) => `-platform=${platform}`)];
  await runTerraform({ program: program.name, folder, env, print }, parameters);
  await copyFile(join(folder, lockFile), join(infraFolder, lockFile));
  print(`Wrote infra/${lockFile}. Commit it. Next: \`npm run deploy -- ${environment.name}\`.`);
}

/** Names in the DNS need not be right yet. */
function withoutNames<T extends { domain?: unknown; mail?: unknown; alarms?: unknown }>(
  environment: T,
): Omit<T, 'domain' | 'mail' | 'alarms'> {
  const { domain: _domain, mail: _mail, alarms: _alarms, ...rest } = environment;
  return rest;
}
