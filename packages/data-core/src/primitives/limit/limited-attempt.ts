import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { fromJsonText, requireItemSize, toJsonText } from '../../shared/encoding/json-text.ts';
import { refusedItem } from '../../shared/errors/refused-item.ts';
import { updateItem } from '../../shared/transaction/single-write.ts';
import { requireKnown, requireMs, requireTable, requireWhole } from '../../shared/validation/options.ts';
import { type CompoundKey, storedKeyOf } from '../partitioned/compound-key.ts';
import type { PartitionedKeyValueTable } from '../partitioned/partitioned-key-value-table.ts';
import type { Attempt, WhenUnavailable } from './attempt.ts';
import { AttemptsError } from './errors.ts';
import { guarded, type LimiterOptions, readWhenUnavailable } from './guard.ts';
import { countInput, type Window, windowInput } from './window-requests.ts';

export interface AttemptLimit {
  /** How many attempts a window lets through, at least 1. */
  readonly attemptsMax: number;
  /** How long a window lasts from its first attempt, in milliseconds. */
  readonly windowMs: number;
}

/** The limit as common-aws has it: `validityTime` is what we call `windowMs`. */
export interface AttemptsConfig {
  readonly attemptsMax: number;
  /** In milliseconds. */
  readonly validityTime: number;
}

/** What common-aws stores of a window. It types keys for {@link LimitedAttempt}; nothing here has this form. */
export interface ResetState<Data extends string = string> {
  created: number;
  data: Data | undefined;
  attempts: number;
}

/**
 * Lets through at most `attemptsMax` attempts in a window that begins with the first of them. If a response is
 * lost, the attempt may be counted twice, so fewer may come through, never more.
 *
 * @example
 * const attempt = await limiter.attempt(key, { attemptsMax: 3, windowMs: 3_600_000 });
 * if (await passwordIsRight()) await attempt.clear();
 */
export class LimitedAttempt {
  readonly #table: PartitionedKeyValueTable;
  readonly #whenUnavailable: WhenUnavailable;

  constructor(table: PartitionedKeyValueTable, options: LimiterOptions = {}) {
    requireTable(table);
    this.#table = table;
    this.#whenUnavailable = readWhenUnavailable('LimitedAttempt', options);
  }

  /**
   * Counts an attempt: one request of one write unit; two when a new window begins; one when it is refused.
   *
   * @param context kept with the first attempt of a window, and given to all of it
   * @throws {AttemptsError} with `reason: 'attempts'` when the window is used up
   */
  async attempt<Context = unknown>(
    key: CompoundKey,
    limit: AttemptLimit | AttemptsConfig,
    context?: Context,
  ): Promise<Attempt<Context>> {
    const settings = readLimit(limit);
    const text = context === undefined ? undefined : toJsonText('context', context);
    requireItemSize('context', { ...storedKeyOf(key), context: text });
    return guarded(this.#whenUnavailable, { table: this.#table, key }, () =>
      this.#attempt<Context>(key, settings, text),
    );
  }

  async #attempt<Context>(
    key: CompoundKey,
    { attemptsMax, windowMs }: AttemptLimit,
    context: string | undefined,
  ): Promise<Attempt<Context>> {
    const nowMs = this.#table.now();
    const request = { tableName: this.#table.tableName, key: storedKeyOf(key), nowMs, attemptsMax };
    // A window that another caller begins between our two requests is counted in by the next round.
    for (;;) {
      const counted = await this.#send(countInput(request));
      if (counted.written) return this.#letThrough<Context>(key, counted.window, attemptsMax);
      if (isOpen(counted.window, nowMs)) throw refusal(counted.window);
      const begun = await this.#send(windowInput({ ...request, resetAt: nowMs + windowMs, context }));
      if (begun.written) return this.#letThrough<Context>(key, begun.window, attemptsMax);
    }
  }

  #letThrough<Context>(key: CompoundKey, window: Window, attemptsMax: number): Attempt<Context> {
    const { count = 0, resetAt = 0, context } = window;
    return {
      remaining: Math.max(0, attemptsMax - count),
      resetAt,
      context: context === undefined ? undefined : (fromJsonText(context) as Context),
      clear: () => this.#table.delete(key),
    };
  }

  async #send(input: UpdateCommandInput): Promise<{ written: boolean; window: Window }> {
    try {
      const { Attributes = {} } = await updateItem(this.#table.client, input);
      return { written: true, window: Attributes };
    } catch (error) {
      return { written: false, window: refusedItem(error) };
    }
  }
}

function readLimit(limit: AttemptLimit | AttemptsConfig): AttemptLimit {
  requireKnown('limit', limit, ['attemptsMax', 'windowMs', 'validityTime']);
  requireWhole('attemptsMax', limit.attemptsMax);
  const name = 'validityTime' in limit ? 'validityTime' : 'windowMs';
  const windowMs = 'validityTime' in limit ? limit.validityTime : limit.windowMs;
  requireMs(name, windowMs);
  return { attemptsMax: limit.attemptsMax, windowMs };
}

const isOpen = ({ resetAt = 0 }: Window, nowMs: number): boolean => resetAt > nowMs;

function refusal({ resetAt = 0, context }: Window): AttemptsError {
  return new AttemptsError(resetAt, context === undefined ? undefined : fromJsonText(context));
}
