/** `full`: what is proven. `small`: the same course in seconds, to see that the run itself works. */
export type Size = 'full' | 'small';

/** What a run has measured, by name, for the summary line. */
export type Figures = Readonly<Record<string, number | string>>;

export interface LoadRun {
  /** What it does at full size and what must hold, in one sentence. */
  readonly about: string;
  /** @throws {BrokenPromiseError} if the platform did not keep what it promises */
  run(size: Size): Promise<Figures>;
}
