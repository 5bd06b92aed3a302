import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { env } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import type { StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import { type DynamoDbEngine, startDynamoDb } from '@switchboard/dynamodb-engine';
import { HungError } from './limit.ts';
import { loadTests, prepareToLoad, testsOf } from './load-tests.ts';
import { runSuite } from './run-suite.ts';

/** How often each change was reached, by its id. */
type Hits = Record<string, number>;

/** What the changed code and the runner tell each other. */
interface Instrumentation {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  readonly mutantCoverage: { readonly static: Hits; readonly perTest: Record<string, Hits> };
}

interface Options {
  /** Globs from the package's folder. */
  readonly tests: readonly string[];
  readonly engine: boolean;
}

/** A test hangs once it has taken this long beyond three times what it took unchanged, in milliseconds. */
const graceMs = 5_000;

/** The name of what is being run, until it is known for which tests. */
const current = 'current';

/** How long each test took unchanged, in milliseconds: a process that starts later reads it. */
const durationsFile = 'mutation-durations.json';

/**
 * Runs tests for Stryker in one process that loads the code once and keeps one engine: a change costs what its tests cost. Test
 * files are loaded anew for each change. The code under test is not, so what runs when a module is loaded cannot be
 * measured (`ignoreStatic`).
 *
 * A test that notices a change has to pass at once without it, in the same process. Otherwise the process is given up and the
 * change is tried in a new one: nothing counts as noticed for what an earlier change left behind, or by a test that may fail.
 */
class InProcessTestRunner {
  static inject = tokens(commonTokens.options);

  readonly #options: Options;
  readonly #code: Instrumentation = { mutantCoverage: { static: {}, perTest: {} } };
  #engine: DynamoDbEngine | undefined;
  /** The test files, with the names of their tests. */
  readonly #files = new Map<string, readonly string[]>();
  #durations: Record<string, number> = {};
  /** Something that a change has left behind may still be at work. */
  #isSpent = false;

  constructor(options: StrykerOptions) {
    this.#options = options.inProcess as Options;
    Object.assign(globalThis, { __stryker__: this.#code });
  }

  /** With `ignoreStatic`, Stryker asks for nothing that needs the code to be loaded anew. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    if (this.#options.engine) {
      this.#engine = await startDynamoDb();
      env.DYNAMODB_ENDPOINT = this.#engine.endpoint;
    }
    // It goes with Stryker's own process, whatever is still at work here.
    process.once('disconnect', () => process.exit());
    // What a change has left behind may reject at any time: only what a test itself sees counts.
    process.on('unhandledRejection', () => {});
    process.on('uncaughtException', () => {});
    // One seed of each search: other tests notice most of what the searches notice first.
    env.SEEDS ??= '1';
    prepareToLoad();
    for (const file of globSync([...this.#options.tests]).sort()) {
      const { root, ids } = await loadTests(file);
      this.#files.set(
        file,
        testsOf(root).flatMap((test) => ids.get(test) ?? []),
      );
    }
    try {
      this.#durations = JSON.parse(readFileSync(durationsFile, 'utf8'));
    } catch {
      // The first process measures them.
    }
  }

  async dispose(): Promise<void> {
    await this.#engine?.stop();
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const file of this.#files.keys()) {
      this.#code.currentTestId = current;
      const suite = await loadTests(file);
      this.#ascribe([...suite.ids.values()]);
      await runSuite(suite, {
        limitMs: () => 600_000,
        onDone: (ids) => this.#ascribe(ids),
        onResult: ({ id, error, tookMs }) => {
          this.#durations[id] = tookMs;
          const common = { id, name: id, fileName: suite.file, timeSpentMs: tookMs };
          tests.push(
            error === undefined
              ? { ...common, status: TestStatus.Success }
              : { ...common, status: TestStatus.Failed, failureMessage: textOf(error) },
          );
        },
      });
    }
    writeFileSync(durationsFile, JSON.stringify(this.#durations));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.#code.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    if (this.#isSpent) throw new Error('The process is given up.');
    let nrOfTests = 0;
    for (const [file, ids] of this.#quickestFirst(testFilter)) {
      const { failure, ran, hits } = await this.#runUntilFailure(file, ids, {
        id: activeMutant.id,
        hitLimit,
      });
      nrOfTests += ran;
      if (failure === undefined) continue;
      const hung = failure.error instanceof HungError;
      if (hung) this.#isSpent = await isBusy();
      const unchanged = await this.#runUntilFailure(file, new Set([failure.id]));
      if (unchanged.failure !== undefined) {
        this.#isSpent = true;
        throw new Error(`Without a change too, "${failure.id}" fails: ${textOf(unchanged.failure.error)}`);
      }
      const reason = textOf(failure.error);
      if (hung || (hitLimit !== undefined && hits > hitLimit))
        return { status: MutantRunStatus.Timeout, reason };
      return { status: MutantRunStatus.Killed, killedBy: [failure.id], failureMessage: reason, nrOfTests };
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  /** Runs tests of one file, unchanged or with a change, up to the first that fails. */
  async #runUntilFailure(
    file: string,
    wanted: ReadonlySet<string>,
    change?: { readonly id: string; readonly hitLimit: number | undefined },
  ) {
    this.#code.activeMutant = change?.id;
    this.#code.hitLimit = change?.hitLimit;
    this.#code.hitCount = change?.hitLimit === undefined ? undefined : 0;
    let failure: { readonly id: string; readonly error: unknown } | undefined;
    let ran = 0;
    try {
      await runSuite(await loadTests(file), {
        wanted,
        expectedMs: (id) => this.#durations[id] ?? 0,
        limitMs: (id) => graceMs + 3 * (this.#durations[id] ?? 0),
        isOver: () => failure !== undefined,
        onResult: ({ id, error }) => {
          ran += 1;
          if (error !== undefined) failure ??= { id, error };
        },
      });
    } catch (error) {
      // A test file that cannot be loaded.
      const [id = file] = wanted;
      failure = { id, error };
    }
    this.#code.activeMutant = undefined;
    return { failure, ran, hits: this.#code.hitCount ?? 0 };
  }

  /** The wanted tests by file; the file first whose tests take the least time. */
  #quickestFirst(wanted: readonly string[] | undefined): readonly (readonly [string, ReadonlySet<string>])[] {
    const tookMs = (ids: ReadonlySet<string>) =>
      [...ids].reduce((total, id) => total + (this.#durations[id] ?? 0), 0);
    const isWanted = new Set(wanted ?? [...this.#files.values()].flat());
    return [...this.#files]
      .map(([file, ids]) => [file, new Set(ids.filter((id) => isWanted.has(id)))] as const)
      .filter(([, ids]) => ids.size > 0)
      .sort(([, one], [, other]) => tookMs(one) - tookMs(other));
  }

  /** Ascribes what has been reached since the last call to tests: to several what was done once for all of them. */
  #ascribe(ids: readonly string[]): void {
    const { perTest } = this.#code.mutantCoverage;
    const reached = Object.entries(perTest[current] ?? {});
    delete perTest[current];
    for (const id of ids) {
      perTest[id] ??= {};
      const hits = perTest[id];
      for (const [change, count] of reached) hits[change] = (hits[change] ?? 0) + count;
    }
  }
}

/** Whether something goes on in this process although it was asked for nothing. */
async function isBusy(): Promise<boolean> {
  await delay(100);
  const before = process.cpuUsage();
  const started = performance.now();
  await delay(200);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 > (performance.now() - started) / 4;
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** How the runner's part of the configuration looks. */
export const strykerValidationSchema = { properties: { inProcess: { type: 'object' } } };

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessTestRunner)];
