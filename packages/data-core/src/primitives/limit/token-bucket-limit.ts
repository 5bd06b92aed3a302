import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { refusedItem } from '../../shared/errors/refused-item.ts';
import { longestMs } from '../../shared/time/bounds.ts';
import { updateItem } from '../../shared/transaction/single-write.ts';
import { requireKnown, requireMs, requireTable, requireWhole } from '../../shared/validation/options.ts';
import { type CompoundKey, type StoredKey, storedKeyOf } from '../partitioned/compound-key.ts';
import type { PartitionedKeyValueTable } from '../partitioned/partitioned-key-value-table.ts';
import type { Attempt, WhenUnavailable } from './attempt.ts';
import { AttemptsError } from './errors.ts';
import { guarded, type LimiterOptions, readWhenUnavailable } from './guard.ts';

export interface BucketLimit {
  /** How many tokens the bucket holds: the most that come through at once. */
  readonly capacity: number;
  /** How long one token takes to come back, in milliseconds. */
  readonly refillMs: number;
}

interface Request extends BucketLimit {
  readonly tableName: string;
  readonly key: StoredKey;
  readonly nowMs: number;
}

/**
 * Lets attempts through while there are tokens; each takes one, and they come back one by one. What is stored is a single
 * time, `fullAt`: when the bucket would be full again.
 *
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export class TokenBucketLimit {
  readonly #table: PartitionedKeyValueTable;
  readonly #whenUnavailable: WhenUnavailable;

  constructor(table: PartitionedKeyValueTable, options: LimiterOptions = {}) {
    requireTable(table);
    this.#table = table;
    this.#whenUnavailable = readWhenUnavailable('TokenBucketLimit', options);
  }

  /**
   * Takes a token: one request of one write unit; two when the bucket is full; one when it is empty.
   *
   * @throws {AttemptsError} when it is empty; its `resetAt` is when the next token is there
   */
  async attempt(key: CompoundKey, limit: BucketLimit): Promise<Attempt> {
    requireKnown('limit', limit, ['capacity', 'refillMs']);
    requireMs('refillMs', limit.refillMs);
    // A full bucket is kept as the time that it takes to fill.
    requireWhole('capacity', limit.capacity, { maximum: Math.floor(longestMs / limit.refillMs) });
    return guarded(this.#whenUnavailable, { table: this.#table, key }, () => this.#attempt(key, limit));
  }

  async #attempt(key: CompoundKey, limit: BucketLimit): Promise<Attempt> {
    const nowMs = this.#table.now();
    const request = { tableName: this.#table.tableName, key: storedKeyOf(key), nowMs, ...limit };
    const lastStart = nowMs + (limit.capacity - 1) * limit.refillMs;
    for (;;) {
      const taken = await this.#send(takeInput(request, lastStart));
      if (taken.written) return this.#letThrough(key, limit, nowMs, taken.fullAt);
      if (taken.fullAt > lastStart) throw new AttemptsError(taken.fullAt - lastStart + nowMs);
      const first = await this.#send(takeFromFullInput(request));
      if (first.written) return this.#letThrough(key, limit, nowMs, first.fullAt);
    }
  }

  #letThrough(key: CompoundKey, { capacity, refillMs }: BucketLimit, nowMs: number, fullAt: number): Attempt {
    return {
      remaining: Math.max(0, Math.floor(capacity - (fullAt - nowMs) / refillMs)),
      resetAt: fullAt,
      context: undefined,
      clear: () => this.#table.delete(key),
    };
  }

  async #send(input: UpdateCommandInput): Promise<{ written: boolean; fullAt: number }> {
    try {
      const { Attributes } = await updateItem(this.#table.client, input);
      return { written: true, fullAt: Number(Attributes?.fullAt) };
    } catch (error) {
      return { written: false, fullAt: Number(refusedItem(error).fullAt ?? 0) };
    }
  }
}

/** Takes a token of a bucket that is neither full nor empty. */
function takeInput(request: Request, lastStart: number): UpdateCommandInput {
  return {
    ...target(request),
    UpdateExpression: 'SET fullAt = fullAt + :refill, expiresAt = :expiresAt',
    ConditionExpression: 'fullAt > :now AND fullAt <= :lastStart',
    ExpressionAttributeValues: {
      ':now': request.nowMs,
      ':lastStart': lastStart,
      ':refill': request.refillMs,
      ':expiresAt': expiresAt(request),
    },
  };
}

/** Takes the first token of a full bucket. */
function takeFromFullInput(request: Request): UpdateCommandInput {
  return {
    ...target(request),
    UpdateExpression: 'SET fullAt = :fullAt, expiresAt = :expiresAt',
    ConditionExpression: 'attribute_not_exists(fullAt) OR fullAt <= :now',
    ExpressionAttributeValues: {
      ':now': request.nowMs,
      ':fullAt': request.nowMs + request.refillMs,
      ':expiresAt': expiresAt(request),
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

/** No bucket is fuller after this, so that its item may go. */
const expiresAt = ({ nowMs, capacity, refillMs }: Request): number =>
  Math.ceil((nowMs + capacity * refillMs) / 1000);
