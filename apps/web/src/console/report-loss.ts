import { ClientClosedError } from '@switchboard/chat-client';

/** Reports that something could not be loaded. Who has signed out meanwhile does not want it any more. */
export function reportLoss(error: unknown): void {
  if (!(error instanceof ClientClosedError)) reportError(error);
}
