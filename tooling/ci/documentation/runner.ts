/** A test that runs it. */
export interface TestRunner {
  /** From the root of the repository. `.ci/run` runs it. */
  readonly test: string;
  /** Words of the test that do what the page says. */
  readonly says: string;
}

/** A command of `.ci/run`. */
export interface StepRunner {
  readonly step: string;
}

/** A command that `npm run test:docs` runs: the page's own, at a size that takes seconds. */
export interface SmallRunner {
  readonly run: string;
  /** What it prints, if it works. */
  readonly prints: RegExp;
  /** Needs Chromium, as `npm run test:browser` does. */
  readonly browser?: true;
}

/** A platform that `npm run test:docs` starts, and to whose bot it says hello. */
export interface StartRunner {
  readonly start: string;
}

/** A step of the walk along another page. */
export interface WalkRunner {
  readonly walk: string;
  readonly says: string;
}

/** Runs a command of a page that no walk follows. */
export type Runner = TestRunner | StepRunner | SmallRunner | StartRunner | WalkRunner;

/** `npm run test:docs -- examples` compiles the TypeScript of the page. */
export interface TypeRunner {
  readonly types: true;
}

const commandsTest = 'infra/proof/commands.test.ts';

/** The test of the commands of deployment. */
export const deployment = (says: string): TestRunner => ({ test: commandsTest, says });
