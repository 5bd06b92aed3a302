import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { refusedItem } from '../../shared/errors/refused-item.ts';
import { updateItem } from '../../shared/transaction/single-write.ts';
import { requireKnown, requireMs, requireTable, requireWhole } from '../../shared/validation/options.ts';
import { type CompoundKey, type StoredKey, storedKeyOf } from '../partitioned/compound-key.ts';
import type { PartitionedKeyValueTable } from '../partitioned/partitioned-key-value-table.ts';
import type { Attempt, WhenUnavailable } from './attempt.ts';
import { AttemptsError } from './errors.ts';
import { guarded, type LimiterOptions, readWhenUnavailable } from './guard.ts';

export interface SlidingLimit {
  /** How many attempts any stretch of `windowMs` lets through, 1 to 1000: the time of each is stored. */
  readonly attemptsMax: number;
  /** In milliseconds. */
  readonly windowMs: number;
}

interface Request extends SlidingLimit {
  readonly tableName: string;
  readonly key: StoredKey;
  readonly nowMs: number;
}

/** Lets through at most `attemptsMax` attempts in any stretch of `windowMs`, wherever it begins. */
export class SlidingWindowLimit {
  readonly #table: PartitionedKeyValueTable;
  readonly #whenUnavailable: WhenUnavailable;

  constructor(table: PartitionedKeyValueTable, options: LimiterOptions = {}) {
    requireTable(table);
    this.#table = table;
    this.#whenUnavailable = readWhenUnavailable('SlidingWindowLimit', options);
  }

  /**
   * Counts an attempt: one request while fewer than `attemptsMax` times are stored, two when old ones make way, one when it is
   * refused.
   *
   * @throws {AttemptsError} when the window is used up; its `resetAt` is when the oldest attempt leaves it
   */
  async attempt(key: CompoundKey, limit: SlidingLimit): Promise<Attempt> {
    requireKnown('limit', limit, ['attemptsMax', 'windowMs']);
    requireWhole('attemptsMax', limit.attemptsMax, { maximum: 1000 });
    requireMs('windowMs', limit.windowMs);
    return guarded(this.#whenUnavailable, { table: this.#table, key }, () => this.#attempt(key, limit));
  }

  async #attempt(key: CompoundKey, limit: SlidingLimit): Promise<Attempt> {
    const nowMs = this.#table.now();
    const request = { tableName: this.#table.tableName, key: storedKeyOf(key), nowMs, ...limit };
    const isRecent = (time: number) => time > nowMs - limit.windowMs;
    let answer = await this.#send(appendInput(request));
    while (!answer.written) {
      const recent = answer.times.filter(isRecent);
      if (recent.length >= limit.attemptsMax) throw new AttemptsError(Math.min(...recent) + limit.windowMs);
      answer = await this.#send(replaceInput(request, answer.times, [...recent, nowMs]));
    }
    return {
      remaining: limit.attemptsMax - answer.times.filter(isRecent).length,
      resetAt: nowMs + limit.windowMs,
      context: undefined,
      clear: () => this.#table.delete(key),
    };
  }

  /** @returns the times that are stored now, or those that refused it */
  async #send(input: UpdateCommandInput): Promise<{ written: boolean; times: number[] }> {
    try {
      const { Attributes } = await updateItem(this.#table.client, input);
      return { written: true, times: readTimes(Attributes?.times) };
    } catch (error) {
      return { written: false, times: readTimes(refusedItem(error).times) };
    }
  }
}

const readTimes = (times: unknown): number[] => (Array.isArray(times) ? times.map(Number) : []);

/** As long as fewer than `attemptsMax` are stored, old or not, one more is within the limit: no need to look at them. */
function appendInput(request: Request): UpdateCommandInput {
  return {
    ...target(request),
    UpdateExpression: 'SET times = list_append(if_not_exists(times, :none), :time), expiresAt = :expiresAt',
    ConditionExpression: 'attribute_not_exists(times) OR size(times) < :max',
    ExpressionAttributeValues: {
      ':none': [],
      ':time': [request.nowMs],
      ':max': request.attemptsMax,
      ':expiresAt': expiresAt(request),
    },
  };
}

/** Replaces all times by the recent ones, unless another caller changed them. */
function replaceInput(
  request: Request,
  read: readonly number[],
  next: readonly number[],
): UpdateCommandInput {
  const none = read.length === 0;
  return {
    ...target(request),
    UpdateExpression: 'SET times = :next, expiresAt = :expiresAt',
    ConditionExpression: none ? 'attribute_not_exists(times)' : 'times = :read',
    ExpressionAttributeValues: {
      ':next': next,
      ':expiresAt': expiresAt(request),
      ...(!none && { ':read': read }),
    },
  };
}

function target({ tableName, key }: Request) {
  return {
    TableName: tableName,
    Key: { ...key },
    ReturnValues: 'ALL_NEW' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

const expiresAt = ({ nowMs, windowMs }: Request): number => Math.ceil((nowMs + windowMs) / 1000);
