import { ClientClosedError } from '@switchboard/chat-client';

/** Reports that something could not be loaded. After a sign-out nobody needs it, so nothing is reported then. */
export function reportLoss(error: unknown): void {
  if (!(error instanceof ClientClosedError)) reportError(error);
}
