import type { FunctionPackage } from '@switchboard/declarations';
import type { Environment } from '../environment/environment.ts';
import type { Cloud } from './cloud.ts';
import type { StoredTables } from './stored-tables.ts';

/** What the commands work with: the environment that they are for, and the world outside. */
export interface Desk {
  readonly environment: Environment;
  readonly packages: readonly FunctionPackage[];
  readonly cloud: Cloud;
  /** The environment's tables as they are in the account. */
  readonly storedTables: StoredTables;
  /** The program that applies stacks, `terraform` or `tofu`, and its version; absent where it is not installed. */
  readonly program: { readonly name: string; readonly version?: string };
  /** The environment that programs inherit. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder of infra, in which stacks are written and the lock file of the provider lies. */
  readonly infraFolder: string;
  /** Bundles the functions and the pages. */
  build(): Promise<void>;
  /**
   * Synthesises the environment and the stack of its account.
   *
   * @returns the folder that holds a folder for each stack
   */
  synthesise(): Promise<string>;
  /**
   * Has a conversation with what was deployed.
   *
   * @param outputs what the environment's stack says of itself
   * @throws {SmokeTestError} if it does not work
   */
  tryOut(outputs: Readonly<Record<string, string>>): Promise<void>;
  /** Lets time pass, in seconds. */
  wait(seconds: number): Promise<void>;
  print(line: string): void;
  /** Asks a person. */
  ask(question: string): Promise<string>;
}

/** A command ended before it was through. Its message is all that a person needs to know. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code = 'deploy.command';
}
