/** An attempt that the limit lets through. */
export interface Attempt<Context = unknown> {
  /** How many more would be let through now; `undefined` if the limiter could not be asked and lets everyone through. */
  readonly remaining: number | undefined;
  /** When the whole limit is available again, in epoch milliseconds. */
  readonly resetAt: number;
  /** What the first attempt of the window gave. */
  readonly context: Context | undefined;
  /** Forgets all attempts, for example after the right password. */
  clear(): Promise<void>;
}

/**
 * What a limiter does when DynamoDB does not answer: `throw` passes the error on, `allow` lets the attempt through (fail open),
 * `refuse` throws AttemptsError (fail closed).
 */
export type WhenUnavailable = 'throw' | 'allow' | 'refuse';
