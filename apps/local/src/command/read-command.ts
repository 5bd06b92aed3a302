import { parseArgs } from 'node:util';
import type { Inspection } from '../functions/inspection.ts';
import { PlatformError } from '../platform-error.ts';
import { startOptions, startVariables } from './start-choices.ts';

/** What the command line asks for. */
export interface Command {
  /** Whether to build and synthesise first. */
  readonly build: boolean;
  /** Whether the addresses are printed as JSON, for a program. */
  readonly json: boolean;
  /** Whether only {@link helpLines} are printed. */
  readonly help: boolean;
  /** The function that is debugged; `undefined`: none. */
  readonly inspection: Inspection | undefined;
}

const optionLines = Object.values(startOptions).map(({ usage, meaning }) => `  ${usage}  ${meaning}`);

/** What a person can choose at `npm start`. */
export const helpLines: readonly string[] = [
  'Options of npm start, after a "--":',
  ...optionLines,
  '',
  'Environment variables:',
  ...Object.entries(startVariables).map(
    ([name, { meaning, default: usual }]) => `  ${name}  ${meaning} (default: ${usual})`,
  ),
  '',
  'The settings of the environment "local" are variables, too. docs/reference/configuration.md explains all of them.',
];

/** Where debuggers look first. */
const usualInspectPort = 9229;

/** @throws {PlatformError} `option.invalid` for an unknown argument */
export function readCommand(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        build: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        inspect: { type: 'string' },
      },
    });
    const { inspect, ...rest } = values;
    return { ...rest, inspection: inspect === undefined ? undefined : readInspection(inspect) };
  } catch (cause) {
    if (cause instanceof PlatformError) throw cause;
    throw new PlatformError(
      'option.invalid',
      [cause instanceof Error ? cause.message : cause, 'The options are:', ...optionLines].join('\n'),
      { cause },
    );
  }
}

/** @param text `responder`, or `responder:9230` */
function readInspection(text: string): Inspection {
  const { name, port } = /^(?<name>[\w-]+)(?::(?<port>\d{1,5}))?$/.exec(text)?.groups ?? {};
  const number = port === undefined ? usualInspectPort : Number(port);
  if (name !== undefined && number <= 65_535) return { functionName: name, port: number };
  throw new PlatformError(
    'option.invalid',
    `--inspect should name a function, and perhaps a port, as in --inspect=responder or --inspect=responder:9230, but is "${text}".`,
  );
}
