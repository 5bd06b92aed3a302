import { CommandError, type Desk } from './desk.ts';
import { openStack } from './stack.ts';

/**
 * Deletes everything of an environment, its data included. What the account has once stays.
 *
 * @throws {CommandError} if the environment is protected, or a person does not agree
 */
export async function destroy(desk: Desk): Promise<void> {
  const { environment, print, ask } = desk;
  const { name } = environment;
  if (environment.protected) {
    throw new CommandError(`${name} is protected. Deploy it with protected: false first; then destroy it.`);
  }
  print(`This deletes every table, bucket and log of ${name}.`);
  if ((await ask(`Type ${name} to agree: `)) !== name) throw new CommandError('Nothing was deleted.');
  await desk.build();
  const stack = await openStack(desk, await desk.synthesise(), name);
  await stack.destroy();
}
