import { ThreadBusyError } from '@switchboard/chat-core';
import { BatchIncompleteError } from '@switchboard/data-core';
import { type Refusal, refuse } from './answer.ts';

/** How DynamoDB and SNS say that they are asked for too much at once. */
const throttled: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ThrottledException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

/** What a client is told of a failure that sending the same frame again may heal; any other is for the logs. */
export function refusalOfFailure(error: unknown): Refusal | undefined {
  if (error instanceof ThreadBusyError) {
    return refuse('service.busy', 'Too many write to this thread at once: send the same frame again');
  }
  if (error instanceof BatchIncompleteError || (error instanceof Error && throttled.has(error.name))) {
    return refuse('service.busy', 'The service is busy: send the same frame again');
  }
  return undefined;
}
