import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Circus } from '@jest/types';
import { transformFileSync } from '@swc/core';
import { expect } from 'expect';
import * as circus from 'jest-circus';

/** The tests of one file, as jest-circus collects them. */
export interface Suite {
  readonly file: string;
  readonly root: Circus.DescribeBlock;
  /** A name for each test that no other test of any file has. */
  readonly ids: ReadonlyMap<Circus.TestEntry, string>;
}

let loads = 0;

/** JavaScript of each test file, which is loaded often. */
const compiled = new Map<string, string>();

function compile(file: string): string {
  const known = compiled.get(file);
  if (known !== undefined) return known;
  // By swc as in jest: Node's own way only takes the types out, and its `using` is not yet there.
  const { code } = transformFileSync(file, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
    sourceMaps: 'inline',
  });
  compiled.set(file, code);
  return code;
}

/** Makes the names global that tests take for granted, and test files loadable. */
export function prepareToLoad(): void {
  registerHooks({
    load: (url, context, nextLoad) =>
      url.includes('?load=')
        ? { format: 'module', shortCircuit: true, source: compile(fileURLToPath(url)) }
        : nextLoad(url, context),
  });
  const { describe, it, test, beforeAll, beforeEach, afterAll, afterEach } = circus;
  // Limits are the runner's own.
  const jest = { setTimeout: () => {} };
  Object.assign(globalThis, {
    describe,
    it,
    test,
    beforeAll,
    beforeEach,
    afterAll,
    afterEach,
    expect,
    jest,
  });
}

/** Loads a test file as if for the first time; what it imports is loaded once. */
export async function loadTests(file: string): Promise<Suite> {
  circus.resetState();
  loads += 1;
  await import(`${pathToFileURL(resolve(file)).href}?load=${loads}`);
  const root = circus.getState().rootDescribeBlock;
  const ids = new Map<Circus.TestEntry, string>();
  const taken = new Map<string, number>();
  for (const test of testsOf(root)) {
    const name = `${file} ${nameOf(test)}`;
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    ids.set(test, count === 1 ? name : `${name} (${count})`);
  }
  return { file: resolve(file), root, ids };
}

/** Those of a block and of the blocks in it that are not skipped. */
export function testsOf(block: Circus.DescribeBlock): readonly Circus.TestEntry[] {
  return block.children.flatMap((child) =>
    child.type === 'describeBlock' ? testsOf(child) : isSkipped(child) ? [] : [child],
  );
}

const isSkipped = ({ mode }: Circus.TestEntry): boolean => mode === 'skip' || mode === 'todo';

/** The names of its blocks and its own. */
function nameOf(test: Circus.TestEntry): string {
  const names = [test.name];
  for (let block: Circus.DescribeBlock | undefined = test.parent; block?.parent; block = block.parent)
    names.unshift(block.name);
  return names.join(' ');
}
