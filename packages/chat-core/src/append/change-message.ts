import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MessageChange } from '@switchboard/protocol';
import { attachmentIdsOf, withdrawAttachment } from '../attachments/attachment-records.ts';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import { queryMessages } from '../messages/query-messages.ts';
import { readMessage } from '../messages/read-message.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { appendMessage } from './append-message.ts';
import type { AppendResult, Author } from './append-request.ts';
import { changeableMs, lateMs } from './changeable.ts';

const pageSize = 100;

export interface ChangeRequest {
  readonly threadId: string;
  readonly author: Extract<Author, { readonly userId: string }>;
  readonly change: MessageChange;
  /** The timestamp of the message that is changed, with its `seq` in `change`. */
  readonly timestamp: number;
  /** The new text. Empty for a deletion. */
  readonly text: string;
  /** With it, the change is stored once, however often it is sent. */
  readonly clientMessageId?: string;
  /** The head as the caller has just read it. */
  readonly head: ThreadHead | null;
}

export type ChangeResult = (
  | Exclude<AppendResult, { readonly outcome: 'extraWriteRefused' }>
  /** The message is not the author's, is older than {@link changeableMs}, was deleted, or does not exist. */
  | { readonly outcome: 'notChangeable' }
) & {
  /**
   * The files that the message had before it was deleted, now or by an earlier try that may have died before it removed them: nobody gets a
   * link to them any more.
   */
  readonly removedAttachmentIds: readonly string[];
};

/**
 * Edits or deletes a message of its author: the target gets its new text, and a `system` message with a number of its own
 * tells of it, in one transaction. So a client that resumes learns of the change, and one that comes later never sees
 * the old text.
 */
export async function changeMessage(context: ChatContext, request: ChangeRequest): Promise<ChangeResult> {
  const { timestamp: _, ...draft } = request;
  const { threadId, author } = request;
  const { tables } = context;
  const target = request.change.type === 'delete' ? await readTarget(context, request) : null;
  const attachmentIds = attachmentIdsOf(target?.attachments ?? []);
  const extraWrites = [
    updateTarget(tables.messages, request, attachmentIds, context.now() - changeableMs),
    ...attachmentIds.map((id) => withdrawAttachment(context, { threadId, owner: author.userId }, id)),
  ];
  const result = await appendMessage(context, { ...draft, extraWrites });
  // From here on nobody can edit the message, so what the earlier edits said is found whole. A retry finds it as well.
  const isDeleted = request.change.type === 'delete' && isDone(result);
  if (isDeleted) await blankEdits(context, request);
  const withdrawnIds = target?.withdrawnIds ?? [];
  const removedAttachmentIds = isDone(result) ? [...attachmentIds, ...withdrawnIds] : withdrawnIds;
  return result.outcome === 'extraWriteRefused'
    ? { outcome: 'notChangeable', removedAttachmentIds }
    : { ...result, removedAttachmentIds };
}

/** The author's message that is to be deleted, or was. The transaction decides whether it may be deleted. */
async function readTarget(context: ChatContext, request: ChangeRequest): Promise<StoredMessage | null> {
  const message = await readMessage(context, request);
  const isMeant = message?.seq === request.change.seq && message.sender === request.author.userId;
  return isMeant ? message : null;
}

const isDone = ({ outcome }: AppendResult): boolean => outcome === 'stored' || outcome === 'duplicate';

/** Takes the texts out of the messages that told of a deleted message's edits. One Query, and one write for each. */
async function blankEdits(
  context: ChatContext,
  { threadId, timestamp, change }: ChangeRequest,
): Promise<void> {
  const { client, tables } = context;
  const range = {
    direction: 'forward',
    after: timestamp,
    before: timestamp + changeableMs + lateMs,
  } as const;
  let cursor: string | undefined;
  do {
    const page = await queryMessages(context, {
      threadId,
      ...range,
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (page.outcome === 'invalidCursor') throw new Error('A history does not know its own cursor');
    const edits = page.messages.filter(
      (message) => message.change?.seq === change.seq && message.text !== '',
    );
    for (const { timestamp: editedAt } of edits) {
      const blank = new UpdateCommand({
        TableName: tables.messages,
        Key: { threadId, timestamp: editedAt },
        UpdateExpression: 'SET #text = :blank',
        ConditionExpression: 'attribute_exists(threadId)',
        ExpressionAttributeNames: { '#text': 'text' },
        ExpressionAttributeValues: { ':blank': '' },
      });
      await retryConflicts(context, () => client.send(blank));
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/**
 * @param attachmentIds the files of a message that is deleted
 * @param oldest what was written before that cannot be changed any more, epoch milliseconds
 */
function updateTarget(
  tableName: string,
  { threadId, timestamp, author, change, text }: ChangeRequest,
  attachmentIds: readonly string[],
  oldest: number,
): TransactItem {
  const isEdit = change.type === 'edit';
  const hadFiles = attachmentIds.length > 0;
  const withdrawn = hadFiles ? ', withdrawnIds = :files' : '';
  return {
    Update: {
      TableName: tableName,
      Key: { threadId, timestamp },
      UpdateExpression: isEdit
        ? 'SET #text = :text, #status = :next'
        : `SET #text = :text, #status = :next, metadata = :nothing${withdrawn} REMOVE attachments`,
      ConditionExpression:
        'seq = :seq AND sender = :author AND messageType = :type AND #status IN (:sent, :edited) AND #timestamp >= :oldest',
      ExpressionAttributeNames: { '#text': 'text', '#status': 'status', '#timestamp': 'timestamp' },
      ExpressionAttributeValues: {
        ':text': text,
        ':next': isEdit ? 'edited' : 'deleted',
        ...(isEdit ? {} : { ':nothing': {} }),
        ...(hadFiles && { ':files': attachmentIds }),
        ':seq': change.seq,
        ':author': author.userId,
        ':type': author.type,
        ':sent': 'sent',
        ':edited': 'edited',
        ':oldest': oldest,
      },
    },
  };
}
