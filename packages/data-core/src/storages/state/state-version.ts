import type { StateVersion } from './state-item.ts';

/**
 * The condition that a state is still what was read, and that nobody holds it. A holder raises the fence, and every save leaves its name, so
 * the two together change with whatever happens to a state.
 */
export function unchanged({ fence, savedBy, expired }: StateVersion, nowMs: number) {
  if (fence === null) return { condition: 'attribute_not_exists(senderId)', values: {} };
  const same = [
    // An item of the original storage has no fence.
    fence === 0 ? 'attribute_not_exists(fence)' : 'fence = :readFence',
    savedBy === null ? 'attribute_not_exists(savedBy)' : 'savedBy = :readSavedBy',
    '(attribute_not_exists(lockedUntil) OR lockedUntil <= :readNow)',
  ].join(' AND ');
  return {
    // DynamoDB may have deleted meanwhile what had expired.
    condition: expired ? `(attribute_not_exists(senderId) OR (${same}))` : `(${same})`,
    values: {
      ':readNow': nowMs,
      ...(fence !== 0 && { ':readFence': fence }),
      ...(savedBy !== null && { ':readSavedBy': savedBy }),
    },
  };
}

/** The fence of a save without a lock: above every holder's so far. */
export function nextFence({ fence }: StateVersion, nowMs: number): number {
  return (fence || nowMs) + 1;
}

export function isSameVersion(one: StateVersion, other: StateVersion): boolean {
  return one.fence === other.fence && one.savedBy === other.savedBy;
}
