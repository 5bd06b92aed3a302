import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** A write whose condition did not hold, as the SDK throws it. */
export interface ConditionFailed extends Error {
  /** The item as it is, not yet unmarshalled, where `ReturnValuesOnConditionCheckFailure` asked for it. */
  readonly Item?: Record<string, AttributeValue>;
}

/** Whether a write was refused because its condition does not hold: an expected outcome. */
export function isConditionFailed(error: unknown): error is ConditionFailed {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/**
 * Waits for a conditional write.
 *
 * @returns whether its condition held
 * @throws every other failure of the write
 */
export async function conditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
