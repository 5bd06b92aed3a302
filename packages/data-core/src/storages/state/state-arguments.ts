import { readSender, type Sender } from '../../shared/keys/sender-key.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { requireMs } from '../../shared/validation/options.ts';

/** The engine's own default of the original, in milliseconds. */
const defaultTimeoutMs = 300;

export interface LockArguments {
  readonly sender: Sender;
  readonly defaultState: object;
  readonly timeoutMs: number;
}

/**
 * Tells the two signatures apart: `(senderId, defaultState, timeoutMs)`, and wingbot 3's
 * `(senderId, pageId, defaultState, timeoutMs)`, where a bot without pages passes no pageId.
 */
export function readLockArguments(senderId: unknown, rest: readonly unknown[]): LockArguments {
  const withPage =
    typeof rest[0] === 'string' || rest.length > 2 || (rest[0] === null && typeof rest[1] !== 'number');
  const [pageId, defaultState = {}, timeoutMs = defaultTimeoutMs] = withPage ? rest : [undefined, ...rest];
  if (typeof defaultState !== 'object' || defaultState === null) {
    throw new InvalidOptionError('defaultState', defaultState, 'an object');
  }
  requireMs('timeoutMs', timeoutMs);
  return { sender: readSender(senderId, pageId), defaultState, timeoutMs };
}
