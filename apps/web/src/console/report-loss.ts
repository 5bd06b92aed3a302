import { ChatClientError } from '@switchboard/chat-client';

/** After a sign-out nobody needs what could not be loaded, and of a conversation that is gone the desk tells. */
const expected: readonly string[] = ['client.closed', 'thread.notFound'];

/** Reports that something could not be loaded, unless that was to be expected. */
export function reportLoss(error: unknown): void {
  if (!(error instanceof ChatClientError && expected.includes(error.code))) reportError(error);
}
