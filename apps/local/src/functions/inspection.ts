import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LambdaFunction } from '../deployment/functions.ts';
import { commonPrefix } from '../log/log.ts';
import { PlatformError } from '../platform-error.ts';

/** A function that a developer debugs. It has one process, and no time limit. */
export interface Inspection {
  /** As the log shows it, for example `responder`, or as the stack names it. */
  readonly functionName: string;
  /** Where its debugger listens on this machine; 0: any free port. */
  readonly port: number;
}

/** How long an event of an inspected function may take, in milliseconds: its time does not stop at a breakpoint. */
export const inspectedTimeoutMs = 3_600_000;

/** @throws {PlatformError} `option.invalid` where no function has the name, or another program listens on the port */
export async function findInspected(
  functions: readonly LambdaFunction[],
  { functionName, port }: Inspection,
): Promise<LambdaFunction> {
  const found = functions.filter(({ name }) => name === functionName || name.endsWith(`-${functionName}`));
  const exact =
    found.find(({ name }) => name === functionName) ?? (found.length === 1 ? found[0] : undefined);
  if (exact === undefined) {
    const prefix = commonPrefix(functions.map(({ name }) => name));
    const names = functions.map(({ name }) => name.slice(prefix.length)).toSorted();
    const message = `--inspect should name one function of the stack, but is "${functionName}". The functions are: ${names.join(', ')}.`;
    throw new PlatformError('option.invalid', message);
  }
  if (!(await isFree(port))) {
    const message = `The debugger of ${functionName} cannot listen on port ${port}: another program does. Choose a port: --inspect=${functionName}:${port + 1}.`;
    throw new PlatformError('option.invalid', message);
  }
  return exact;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const server = createServer();
    server.once('error', () => settle(false));
    server.listen(port, '127.0.0.1', () => server.close(() => settle(true)));
  });

/**
 * A copy of a function's code with its source map beside it, which the zip does not contain: debuggers need it to find the sources.
 *
 * @returns the folder of the copy, or `taskRoot` where there is no map
 */
export async function withSourceMap(taskRoot: string, mapFile: string): Promise<string> {
  const text = await readFile(mapFile, 'utf8').catch(() => undefined);
  if (text === undefined) return taskRoot;
  const map = JSON.parse(text) as { sources: readonly string[]; sourceRoot?: string };
  const from = resolve(dirname(mapFile), map.sourceRoot ?? '');
  const sources = map.sources.map((source) => pathToFileURL(resolve(from, source)).href);
  const folder = `${taskRoot}.inspected`;
  await mkdir(folder, { recursive: true });
  await copyFile(join(taskRoot, 'index.js'), join(folder, 'index.js'));
  await writeFile(join(folder, 'index.js.map'), JSON.stringify({ ...map, sourceRoot: '', sources }));
  return folder;
}

/** What Node says about its debugger, which is for the platform and not for the log. */
const chatter =
  /^(Debugger listening on |For help, see: |Debugger attached\.|Debugger ending on |Waiting for the debugger)/;

/**
 * Keeps what Node says of its debugger out of a function's output.
 *
 * @param onListening is told the debugger's address, `ws://127.0.0.1:9229/<id>`
 */
export const withoutDebugger =
  (onOutput: (line: string) => void, onListening: (address: string) => void) =>
  (line: string): void => {
    const address = /^Debugger listening on (\S+)/.exec(line)?.[1];
    if (address !== undefined) onListening(address);
    else if (!chatter.test(line)) onOutput(line);
  };
