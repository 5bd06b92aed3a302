import { settingsOf } from '../environment/environment.ts';
import { functionsFor, usedSecrets } from '../functions/declared.ts';
import { parameterName } from '../names.ts';
import { CommandError, type Desk } from './desk.ts';

/**
 * Stores a secret that functions read when they start.
 *
 * @throws {CommandError} if no function declares it, or the secret is empty
 */
export async function storeSecret(desk: Desk, secretName: string): Promise<void> {
  const { environment, packages, cloud, print, ask } = desk;
  const settings = settingsOf(environment);
  const secrets = usedSecrets(packages.flatMap(({ functions }) => functionsFor(functions, settings)));
  const secret = secrets.find(({ name }) => name === secretName);
  if (secret === undefined) {
    const known = secrets.map(({ name }) => name).join(', ') || 'none';
    throw new CommandError(`No function reads a secret ${secretName}. There are ${known}.`);
  }
  const value = (await ask(`${secret.description}\n${secretName}: `)).trim();
  if (value === '') throw new CommandError('Nothing was stored: the secret is empty.');
  const parameter = parameterName(environment, secretName);
  await cloud.putSecret(parameter, value);
  print(`Stored ${parameter}. Functions that run already read it when they next start.`);
}
