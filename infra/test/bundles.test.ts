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
const usual: Budget = { minified: 255, gzipped: 85 };

/**
 * What a responder may weigh, in KiB: it has the storages of bots, do-once, limits, the audit log, questions and links to
 * files as well.
 */
const responder: Budget = { minified: 314, gzipped: 103 };

/**
 * What some bundles may weigh, in KiB: the default bot does without what other bots may use, `llm` has the AI SDK; the
 * webhook has grammY without its client (at most 57) with every command in every language, and claims of updates; the
 * mail function has a parser (at most 80), the summariser and the words of every language; the function that exports,
 * erases and migrates tells operators' connections what is gone.
 */
const budgets: ReadonlyMap<string, Budget> = new Map([
  ['web-push', { minified: 371, gzipped: 117 }],
  ['responder.rules', { minified: 291, gzipped: 95 }],
  ['responder.llm', { minified: 1_434, gzipped: 375 }],
  ['responder.wingbot', { minified: 1_356, gzipped: 412 }],
  ['telegram-webhook', { minified: 398, gzipped: 127 }],
  ['telegram-account', { minified: 284, gzipped: 94 }],
  ['mail.extract', { minified: 338, gzipped: 117 }],
  ['mail.model', { minified: 1_398, gzipped: 373 }],
]);

const budgetOf = (bundle: string): Budget =>
  budgets.get(bundle) ?? (bundle.startsWith('responder.') ? responder : usual);

/** What a library may weigh in any bundle, in KiB. */
const libraryBudgets = { grammy: 57, 'postal-mime': 80 };

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

  it('loads no module of Node that prints a warning', () => {
    for (const [bundle] of sizesOf(root, definition)) {
      const code = readFileSync(new URL(`dist/${bundle}/index.js`, root), 'utf8');
      expect([bundle, /require\("(?:node:)?(punycode|sys|domain)"\)/.exec(code)?.[1]]).toEqual([
        bundle,
        undefined,
      ]);
    }
  });

  it('starts with the environment that it is given, and not where an address is missing: it reads all of them', () => {
    const given = variablesOf(stack, name);
    const addresses = Object.keys(given).filter(
      (variable) => !(definition.settings ?? []).some((setting) => setting === variable),
    );
    const withoutOne = addresses.map((missing) =>
      Object.fromEntries(Object.entries(given).filter(([variable]) => variable !== missing)),
    );
    const [whole, ...outcomes] = coldStarts(stack, name, [given, ...withoutOne]);
    expect(whole).toBe('loaded');
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
