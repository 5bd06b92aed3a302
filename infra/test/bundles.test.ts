import { readFileSync } from 'node:fs';
import type { FunctionDefinition } from '@switchboard/declarations';
import { functionPackages } from '../src/functions/function-packages.ts';
import { coldStarts, variablesOf } from './lambda-process.ts';
import { environmentNamed, one, removeStacks, synthesiseStack } from './stack.ts';

const stack = synthesiseStack(environmentNamed('dev'));
const functions = functionPackages.flatMap(({ root, functions: definitions }) =>
  definitions.map((definition) => [definition.name, { definition, root }] as const),
);

afterAll(removeStacks);

interface BundleSize {
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
}

const sizeOf = (root: URL, { name }: FunctionDefinition): BundleSize =>
  JSON.parse(readFileSync(new URL('dist/sizes.json', root), 'utf8'))[name];

describe.each(functions)('the function %s', (name, { definition, root }) => {
  it('weighs at most 270 KiB, and 85 KiB gzipped', () => {
    const { minifiedBytes, gzipBytes } = sizeOf(root, definition);
    expect(minifiedBytes).toBeLessThanOrEqual(270 * 1024);
    expect(gzipBytes).toBeLessThanOrEqual(85 * 1024);
  });

  it('starts with the environment that it is given', () => {
    expect(coldStarts(stack, name, [variablesOf(stack, name)])).toEqual(['loaded']);
  });

  it('is given the address of nothing that it does not read: what it declares to use, it uses', () => {
    const given = variablesOf(stack, name);
    const addresses = Object.keys(given).filter(
      (variable) => !(definition.settings ?? []).some((setting) => setting === variable),
    );
    const withoutOne = addresses.map((missing) =>
      Object.fromEntries(Object.entries(given).filter(([variable]) => variable !== missing)),
    );
    const outcomes = coldStarts(stack, name, withoutOne);
    addresses.forEach((variable, index) => {
      expect(`${variable}: ${outcomes[index]}`).toContain(`${variable} is missing`);
    });
  });

  it('runs on the newest runtime, within what is declared', () => {
    expect(one(stack, 'aws_lambda_function', name)).toMatchObject({
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      memory_size: definition.memoryMb,
      timeout: definition.timeoutSeconds,
    });
  });
});
