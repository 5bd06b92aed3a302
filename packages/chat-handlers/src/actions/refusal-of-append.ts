import { type AppendResult, sendableDays } from '@switchboard/chat-core';
import { type Refusal, refuse } from '../frames/answer.ts';
import { foreignThread, noThread } from './access.ts';

export const noAttachment = refuse(
  'attachment.notFound',
  'attachments must be files that you have uploaded for this thread, confirmed, and not sent before',
  { field: 'attachments' },
);

/** A file that was uploaded long ago would expire before a message that is sent now. */
export const expiredAttachment = refuse(
  'attachment.expired',
  `attachments must have been uploaded within the last ${sendableDays} days: upload the file again`,
  { field: 'attachments' },
);

/**
 * The refusal that the author gets for a message that was not stored.
 *
 * @param opened whether the message would have opened a thread
 */
export function refusalOfAppend(
  result: Exclude<AppendResult, { outcome: 'stored' | 'duplicate' }>,
  opened: boolean,
): Refusal {
  switch (result.outcome) {
    case 'notParticipant':
      return foreignThread;
    case 'noThread':
      return noThread;
    case 'idReused':
      return refuse(
        'message.idReused',
        'This clientMessageId was used for another message: choose a new one',
        { field: 'clientMessageId' },
      );
    case 'noAttachment':
      return noAttachment;
    case 'limited': {
      const what = opened ? 'new threads' : 'messages in this thread';
      const { retryAfterMs } = result;
      return refuse('service.limited', `Too many ${what}: wait, then send the same frame again`, {
        retryAfterMs,
      });
    }
    case 'answered':
      return refuse(
        'approval.notFound',
        'No such question waits for an operator: it was answered, or its time is up',
      );
    // Among people, it concerns only an operator's new message: see `refuseForOwner`.
    case 'owned':
    case 'outdated':
    case 'overridden':
    case 'extraWriteRefused':
      // Outcomes of a bot's message alone.
      throw new Error(`A message of a person came to "${result.outcome}"`);
  }
}
