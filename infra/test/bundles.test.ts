import { readFileSync } from 'node:fs';
import type { FunctionDefinition } from '@switchboard/declarations';
import { functionPackages } from '../src/functions/function-packages.ts';
import { coldStarts, variablesOf } from './lambda-process.ts';
import { one, removeStacks, synthesiseStack, wholeDev } from './stack.ts';

const stack = synthesiseStack(wholeDev);
const functions = functionPackages.flatMap(({ root, functions: definitions }) =>
  definitions.map((definition) => [definition.name, { definition, root }] as const),
);

afterAll(removeStacks);

interface BundleSize {
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
  readonly bytesByPackage: Readonly<Record<string, number>>;
}

/** The sizes of a function's bundles: of one with variants, those of each. */
function sizesOf(
  root: URL,
  { name, variants }: FunctionDefinition,
): readonly (readonly [string, BundleSize])[] {
  const sizes: Record<string, BundleSize> = JSON.parse(
    readFileSync(new URL('dist/sizes.json', root), 'utf8'),
  );
  const names =
    variants === undefined ? [name] : Object.keys(variants.files).map((value) => `${name}.${value}`);
  return Object.entries(sizes).filter(([bundle]) => names.includes(bundle));
}

interface Budget {
  readonly minified: number;
  readonly gzipped: number;
}

/** What a function may weigh that answers an API with three clients of the SDK, in KiB. */
const usual: Budget = { minified: 273, gzipped: 89 };

/**
 * What a responder may weigh, in KiB: it has the storages of bots, do-once, limits, the audit log, questions and links to
 * files as well.
 */
const responder: Budget = { minified: 333, gzipped: 109 };

/**
 * What some bundles may weigh, in KiB: the default bot does without what other bots may use, `llm` has the AI SDK; the
 * webhook has grammY (at most 95) with every command in every language; the mail function has a parser (at most 80),
 * the summariser and the words of every language.
 */
const budgets: ReadonlyMap<string, Budget> = new Map([
  ['web-push', { minified: 389, gzipped: 121 }],
  ['responder.rules', { minified: 306, gzipped: 99 }],
  ['responder.llm', { minified: 1_450, gzipped: 380 }],
  ['responder.wingbot', { minified: 1_657, gzipped: 486 }],
  ['telegram-webhook', { minified: 440, gzipped: 138 }],
  ['mail.extract', { minified: 350, gzipped: 121 }],
  ['mail.model', { minified: 1_410, gzipped: 376 }],
]);

const budgetOf = (bundle: string): Budget =>
  budgets.get(bundle) ?? (bundle.startsWith('responder.') ? responder : usual);

/** What a library may weigh in any bundle, in KiB. */
const libraryBudgets = { grammy: 95, 'postal-mime': 80 };

describe.each(functions)('the function %s', (name, { definition, root }) => {
  it('weighs no more than its budget', () => {
    const sizes = sizesOf(root, definition);
    expect(sizes.length).toBeGreaterThan(0);
    for (const [bundle, { minifiedBytes, gzipBytes, bytesByPackage }] of sizes) {
      const { minified, gzipped } = budgetOf(bundle);
      expect([bundle, minifiedBytes / 1024 <= minified, gzipBytes / 1024 <= gzipped]).toEqual([
        bundle,
        true,
        true,
      ]);
      for (const [library, mostKb] of Object.entries(libraryBudgets)) {
        expect((bytesByPackage[library] ?? 0) / 1024).toBeLessThanOrEqual(mostKb);
      }
    }
  });

  it('starts with the environment that it is given', () => {
    expect(coldStarts(stack, name, [variablesOf(stack, name)])).toEqual(['loaded']);
  });

  it('is given only addresses that it reads: it uses everything that it declares', () => {
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
