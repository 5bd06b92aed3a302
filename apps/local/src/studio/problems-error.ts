/** What was asked for cannot be done: nothing was changed. `problems` says why, by field; under the empty name stands what is no field's. */
export class ProblemsError extends Error {
  override readonly name = 'ProblemsError';
  readonly problems: Readonly<Record<string, string>>;
  /** The HTTP status. */
  readonly status: number;

  constructor(problems: Readonly<Record<string, string>>, status = 422) {
    super(Object.values(problems).join(' '));
    this.problems = problems;
    this.status = status;
  }
}
