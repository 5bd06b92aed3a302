import * as index from '../src/index.ts';

const key = { partitionKey: 'p', sortKey: 's' };
const sender = { senderId: 'anna', pageId: 'page' };
const cause = new Error('the cause');

/** Every error of the primitives and of states, with what programs and people read of it. */
it.each([
  [
    new index.LockLostError('k', 7, { cause }),
    'LockLostError',
    'lock.lost',
    'The lock "k" with fence 7 is no longer held.',
    { key: 'k', fence: 7, cause },
  ],
  [
    new index.LockHeldError('k', 12.4),
    'LockHeldError',
    'lock.held',
    'The lock "k" was held by someone else for the 12 ms that were waited.',
    { key: 'k', waitedMs: 12.4 },
  ],
  [
    new index.DoOnceInProgressError('anna', 'k'),
    'DoOnceInProgressError',
    'doOnce.inProgress',
    '"k" of "anna" is being done by someone else.',
    { userId: 'anna', key: 'k' },
  ],
  [
    new index.DoOnceLeaseLostError('anna', 'k'),
    'DoOnceLeaseLostError',
    'doOnce.leaseLost',
    'The lease on "k" of "anna" ran out while it was being done.',
    { userId: 'anna', key: 'k' },
  ],
  [
    new index.AttemptsError(1_700_000_000_000, { first: true }),
    'AttemptsError',
    'limit.attempts',
    'Too many attempts: the next may be made at 2023-11-14T22:13:20.000Z.',
    { reason: 'attempts', resetAt: 1_700_000_000_000, context: { first: true } },
  ],
  [
    new index.SetContentionError(key, 9),
    'SetContentionError',
    'set.contention',
    'The set "s" of "p" was changed by others at each of 9 attempts.',
    { key, attempts: 9 },
  ],
  [
    new index.NotASetError(key),
    'NotASetError',
    'set.notASet',
    'The key "s" of "p" holds a value that is neither a set nor a list.',
    { key },
  ],
  [
    new index.StateLockedError(sender, 1_700_000_000_000, { cause }),
    'StateLockedError',
    11000,
    'The state of sender "anna" is locked until 2023-11-14T22:13:20.000Z.',
    { sender, lockedUntil: 1_700_000_000_000, cause },
  ],
  [
    new index.StateLockedError(sender, undefined),
    'StateLockedError',
    11000,
    'The state of sender "anna" is locked.',
    { lockedUntil: undefined },
  ],
  [
    new index.StateLockLostError({ ...sender, fence: 3 }, { cause }),
    'StateLockLostError',
    'state.lockLost',
    'The lock of sender "anna" with fence 3 was lost: its state was not saved.',
    { sender, fence: 3, cause },
  ],
  [
    new index.StateConflictError(sender, { cause }),
    'StateConflictError',
    'state.conflict',
    'The state of sender "anna" was saved or taken by someone else since it was read.',
    { sender, cause },
  ],
  [
    new index.StateTooLargeError(sender, 500, 400),
    'StateTooLargeError',
    'state.tooLarge',
    'The state of sender "anna" has 500 bytes as it would be stored; at most 400 are possible.',
    { sender, sizeBytes: 500, maxBytes: 400 },
  ],
  [
    new index.StateDamagedError(sender),
    'StateDamagedError',
    'state.damaged',
    'The state of sender "anna" names a body that is not in the table.',
    { sender },
  ],
])('$name says what was not kept: %#', (error, name, code, message, data) => {
  expect(error).toMatchObject({ name, code, message, ...data });
});

it('errors leave out what they were not told', () => {
  expect(new index.StateLockLostError({ senderId: 'anna', fence: 3 }).sender).toStrictEqual({
    senderId: 'anna',
  });
  expect(new index.NotASetError({}).key).toStrictEqual({});
});
