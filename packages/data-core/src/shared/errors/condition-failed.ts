import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export interface ConditionFailed extends Error {
  /** The item as it is, not yet unmarshalled, where `ReturnValuesOnConditionCheckFailure` asked for it. */
  readonly Item?: Record<string, AttributeValue>;
}

/** Whether a write was refused because its condition does not hold: an expected outcome. */
export function isConditionFailed(error: unknown): error is ConditionFailed {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** Waits for a conditional write, and tells whether its condition held. */
export async function conditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
