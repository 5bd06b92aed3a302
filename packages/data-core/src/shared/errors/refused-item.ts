import { unmarshall } from '@aws-sdk/util-dynamodb';
import { isConditionFailed } from './condition-failed.ts';

/**
 * The item that refused a write (`ReturnValuesOnConditionCheckFailure: 'ALL_OLD'`), as the document client would return it;
 * `{}` if there is none. The document client leaves the one inside an error as it came.
 *
 * @throws the error itself if it is anything else than a failed condition
 */
export function refusedItem(error: unknown): Record<string, unknown> {
  if (!isConditionFailed(error)) throw error;
  return error.Item === undefined ? {} : unmarshall(error.Item);
}
