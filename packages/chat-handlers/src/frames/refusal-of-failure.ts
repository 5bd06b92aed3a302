import { ItemsBusyError, isTransient, ThreadBusyError } from '@switchboard/chat-core';
import { BatchIncompleteError } from '@switchboard/data-core';
import { type Refusal, refuse } from './answer.ts';

/**
 * The refusal that a client gets for a failure. After `service.busy` the same frame may succeed: nothing was stored, or the
 * retry's clientMessageId finds what was. Any other failure is a fault of the service, and is in its log under the
 * request's id.
 */
export function refusalOfFailure(error: unknown): Refusal {
  if (error instanceof ThreadBusyError) {
    return refuse('service.busy', 'Too many write to this thread at once: send the same frame again');
  }
  if (error instanceof ItemsBusyError || error instanceof BatchIncompleteError || isTransient(error)) {
    return refuse('service.busy', 'The service is busy: send the same frame again');
  }
  return refuse('service.internal', 'The service has failed: tell its operator the requestId');
}
