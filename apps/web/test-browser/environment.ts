import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';
import type { PageWatch } from './page-watch.ts';

/** What is read of the events of jest. */
interface TestEvent {
  readonly name: string;
  readonly error?: unknown;
  readonly test?: {
    readonly name: string;
    /** Each error with one that has the stack of the test. */
    readonly errors: [error: unknown, atTest: unknown][];
  };
}

const folder = 'reports/failures';

/** Where the log of playwright or the stack begins in an error. */
const details = /\n(?:Call log:|\s+at )/;

/** Puts what the pages show behind the message of an error, which stands in its stack too. */
function describeIn(error: Error, state: string): void {
  const withState = (text: string): string => {
    const end = details.exec(text)?.index ?? text.length;
    return `${text.slice(0, end)}\n\n${state}\n${text.slice(end)}`;
  };
  const { stack } = error;
  error.message = withState(error.message);
  if (stack !== undefined) error.stack = withState(stack);
}

const fileNameOf = (title: string): string => title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80);

/** The environment of tests in a browser: a test that fails says what its pages showed, and leaves none of them open. */
export default class BrowserEnvironment extends TestEnvironment {
  readonly #file: string;

  constructor(...[config, context]: ConstructorParameters<typeof TestEnvironment>) {
    super(config, context);
    this.#file = basename(context.testPath, '.test.ts');
  }

  async handleTestEvent({ name, error, test }: TestEvent): Promise<void> {
    const pages = this.global.watchedPages as PageWatch | undefined;
    if (!pages) return;
    if (name === 'test_done') await pages.closeContexts();
    if (name !== 'test_fn_failure') return;
    await mkdir(folder, { recursive: true });
    const state = await pages.describe(folder, fileNameOf(`${this.#file} ${test?.name}`));
    const last = test?.errors.at(-1);
    // The error comes from the realm of the tests, so it is no instance of this one's class.
    if (typeof error === 'object' && error !== null) describeIn(error as Error, state);
    // A test that took too long has failed with a sentence alone.
    else if (last) last[0] = `${error}\n\n${state}\n`;
  }
}
