import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { requireKnown } from '../../shared/validation/options.ts';
import type { CompoundKey } from '../partitioned/compound-key.ts';
import type { PartitionedKeyValueTable } from '../partitioned/partitioned-key-value-table.ts';
import type { Attempt, WhenUnavailable } from './attempt.ts';
import { AttemptsError } from './errors.ts';

export interface LimiterOptions {
  /** @default 'throw' */
  readonly whenUnavailable?: WhenUnavailable;
}

const choices = ['throw', 'allow', 'refuse'];

/** @throws {InvalidOptionError} */
export function readWhenUnavailable(limiter: string, options: LimiterOptions): WhenUnavailable {
  requireKnown(limiter, options, ['whenUnavailable']);
  const { whenUnavailable = 'throw' } = options;
  if (choices.includes(whenUnavailable)) return whenUnavailable;
  throw new InvalidOptionError('whenUnavailable', whenUnavailable, `one of ${choices.join(', ')}`);
}

/** Asks the limiter, and applies `whenUnavailable` if it fails for another reason than the limit. */
export async function guarded<Context>(
  whenUnavailable: WhenUnavailable,
  { table, key }: { readonly table: PartitionedKeyValueTable; readonly key: CompoundKey },
  ask: () => Promise<Attempt<Context>>,
): Promise<Attempt<Context>> {
  try {
    return await ask();
  } catch (error) {
    const ours = error instanceof AttemptsError || error instanceof InvalidOptionError;
    if (ours || whenUnavailable === 'throw') throw error;
    if (whenUnavailable === 'refuse') throw new AttemptsError(table.now());
    return {
      remaining: undefined,
      resetAt: table.now(),
      context: undefined,
      clear: () => table.delete(key),
    };
  }
}
