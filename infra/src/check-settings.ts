/**
 * Says what is wrong with the environment `local` and the variables that change its settings, in the words of the synthesis. It needs no
 * bundle, so `npm start` runs it while it builds, and ends at once where a variable is wrong. It exits with 2 if something is wrong.
 */
import { InvalidSettingsError } from '@switchboard/declarations';
import { chooseEnvironments } from './environment/choose.ts';
import { overrideLocal } from './environment/override-local.ts';
import { InvalidEnvironmentsError, requireEnvironments } from './environment/problems.ts';
import { environments } from './environments.ts';
import { functionPackages } from './functions/function-packages.ts';

try {
  // biome-ignore lint/style/noProcessEnv: the composition root
  const local = overrideLocal(chooseEnvironments(environments, ['local']), functionPackages, process.env);
  requireEnvironments(local, functionPackages);
} catch (error) {
  if (!(error instanceof InvalidSettingsError || error instanceof InvalidEnvironmentsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
