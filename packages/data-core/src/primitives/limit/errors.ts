import { DataCoreError } from '../../shared/errors/data-core-error.ts';

/** The limit is used up. The attempt was not counted. */
export class AttemptsError extends DataCoreError {
  override readonly name = 'AttemptsError';
  readonly code = 'limit.attempts';
  readonly reason = 'attempts';
  /** When an attempt may succeed again, in epoch milliseconds. */
  readonly resetAt: number;
  /** What the first attempt of the window gave, where the limiter keeps it. */
  readonly context: unknown;

  constructor(resetAt: number, context?: unknown) {
    super(`Too many attempts: the next may be made at ${new Date(resetAt).toISOString()}.`);
    this.resetAt = resetAt;
    this.context = context;
  }
}
