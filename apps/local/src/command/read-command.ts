import { parseArgs } from 'node:util';
import { PlatformError } from '../platform-error.ts';

/** What the command line asks for. */
export interface Command {
  /** Whether to build and synthesise first. */
  readonly build: boolean;
  /** Whether the addresses are printed as JSON, for a program. */
  readonly json: boolean;
}

/** @throws {PlatformError} `option.invalid` at an argument that there is not */
export function readCommand(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { build: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
    });
    return values;
  } catch (cause) {
    throw new PlatformError(
      'option.invalid',
      `${cause instanceof Error ? cause.message : cause} The platform takes --json: its addresses as one line of JSON.`,
      { cause },
    );
  }
}
