import { UnstorableValueError } from '../../shared/encoding/unstorable-value-error.ts';
import { DataCoreError } from '../../shared/errors/data-core-error.ts';
import type { Sender } from '../../shared/keys/sender-key.ts';

/** Someone else holds the state. Nothing was changed: try again later. */
export class StateLockedError extends DataCoreError {
  override readonly name = 'StateLockedError';
  /** The duplicate-key code of MongoDB, which wingbot's Processor waits and retries on. */
  readonly code = 11000;
  readonly sender: Sender;
  /** When the holder's lease runs out, in epoch milliseconds, where the table said so. */
  readonly lockedUntil: number | undefined;

  constructor(sender: Sender, lockedUntil: number | undefined, options?: ErrorOptions) {
    const until = lockedUntil === undefined ? '' : ` until ${new Date(lockedUntil).toISOString()}`;
    super(`The state of sender "${sender.senderId}" is locked${until}.`, options);
    this.sender = sender;
    this.lockedUntil = lockedUntil;
  }
}

/**
 * The lease ran out and someone else took the state, or it was released or erased. What the holder wanted to save was computed from
 * a state that is no longer the last one, and is not in use. The one exception: the save was applied, its answer was lost, and before
 * the SDK asked again a successor took that state and saved the next; `cause.$metadata.attempts` is above 1 then.
 */
export class StateLockLostError extends DataCoreError {
  override readonly name = 'StateLockLostError';
  readonly code = 'state.lockLost';
  readonly sender: Sender;
  readonly fence: number;

  constructor({ fence, ...sender }: Sender & { readonly fence: number }, options?: ErrorOptions) {
    super(
      `The lock of sender "${sender.senderId}" with fence ${fence} was lost: its state was not saved.`,
      options,
    );
    this.sender = {
      senderId: sender.senderId,
      ...(sender.pageId !== undefined && { pageId: sender.pageId }),
    };
    this.fence = fence;
  }
}

/**
 * Somebody saved or took the state since it was read, and it was to be saved without a lock. Nothing was written: read it again and decide
 * again.
 */
export class StateConflictError extends DataCoreError {
  override readonly name = 'StateConflictError';
  readonly code = 'state.conflict';
  readonly sender: Sender;

  constructor(sender: Sender, options?: ErrorOptions) {
    super(
      `The state of sender "${sender.senderId}" was saved or taken by someone else since it was read.`,
      options,
    );
    this.sender = sender;
  }
}

/** The state is larger than can be stored, even when compressed. Nothing was written, and the lock is as it was. */
export class StateTooLargeError extends UnstorableValueError {
  override readonly name = 'StateTooLargeError';
  override readonly code = 'state.tooLarge';
  readonly sender: Sender;
  readonly sizeBytes: number;
  readonly maxBytes: number;

  constructor(sender: Sender, sizeBytes: number, maxBytes: number) {
    super(
      `The state of sender "${sender.senderId}" has ${sizeBytes} bytes as it would be stored; at most ${maxBytes} are possible.`,
      [],
    );
    this.sender = sender;
    this.sizeBytes = sizeBytes;
    this.maxBytes = maxBytes;
  }
}

/** The lock's item refers to a missing body. Something other than this storage has changed the table. */
export class StateDamagedError extends DataCoreError {
  override readonly name = 'StateDamagedError';
  readonly code = 'state.damaged';
  readonly sender: Sender;

  constructor(sender: Sender) {
    super(`The state of sender "${sender.senderId}" names a body that is not in the table.`);
    this.sender = sender;
  }
}
