import {
  type Announcer,
  ackFrame,
  announceMessage,
  type ChangeResult,
  type ChatContext,
  changeMessage,
  type Log,
  type ObjectStore,
  readMessage,
  type StoredMessage,
  type ThreadHead,
  type ThreadIdPolicy,
} from '@switchboard/chat-core';
import { createFrameParser, messageChangeFrameSchemas } from '@switchboard/protocol';
import type { ConnectionCloser } from '../connection/connection-closer.ts';
import { type Answer, isRefusal, refuse } from '../frames/answer.ts';
import { type ActionRequest, createFrameHandler } from '../frames/frame-handler.ts';
import { type Access, accessThread, noThread } from './access.ts';
import { refusalOfAppend } from './refusal-of-append.ts';
import { bestEffort } from './tell.ts';

export interface MessageChangesDependencies {
  readonly context: ChatContext;
  readonly announcer: Announcer;
  readonly objects: Pick<ObjectStore, 'remove'>;
  readonly closer: ConnectionCloser;
  readonly threadIds: ThreadIdPolicy;
  readonly log: Log;
}

type ChangeRequest = ActionRequest<'message.edit' | 'message.delete'>;

const notChangeable = refuse(
  'message.notChangeable',
  'Only its author can change a message, within 15 minutes of writing it and as long as it is not deleted: check seq and timestamp',
);

const parse = createFrameParser(messageChangeFrameSchemas);

/** The function behind the routes `message.edit` and `message.delete`. */
export function createMessageChanges(dependencies: MessageChangesDependencies) {
  const { context, closer, log } = dependencies;
  const change = (request: ChangeRequest): Promise<Answer> => changeOwnMessage(dependencies, request);
  const actions = { 'message.edit': change, 'message.delete': change };
  return createFrameHandler({ context, closer, log, parse, actions });
}

/** `message.edit`, `message.delete`: changes a message of the one who asks, and tells the other devices. */
async function changeOwnMessage(
  dependencies: MessageChangesDependencies,
  request: ChangeRequest,
): Promise<Answer> {
  const access = await accessThread(dependencies.threadIds, request);
  if (isRefusal(access)) return access;
  if (access.head === null) return noThread;
  const result = await change(request, access.head);
  // No more links to them are given out. The first try may have died before it removed them, so every further one does.
  const removed = result.removedAttachmentIds.map((id) =>
    bestEffort(dependencies.log, 'attachment', () => dependencies.objects.remove(id)),
  );
  switch (result.outcome) {
    case 'notChangeable':
      await Promise.all(removed);
      return notChangeable;
    case 'stored':
      await Promise.all([tell(dependencies, request, { ...access, ...result }), ...removed]);
      return ackFrame(result.message);
    case 'duplicate': {
      // The first try may have died before it told anyone.
      const message = await readMessage(request.context, result.message);
      const { head } = result;
      if (message !== null && head !== null) await tell(dependencies, request, { ...access, head, message });
      await Promise.all(removed);
      return ackFrame(result.message);
    }
    default:
      await Promise.all(removed);
      return refusalOfAppend(result, false);
  }
}

function change({ context, frame, identity }: ChangeRequest, head: ThreadHead): Promise<ChangeResult> {
  const { threadId, seq, timestamp, clientMessageId } = frame;
  const { userId, role } = identity;
  const isEdit = frame.action === 'message.edit';
  return changeMessage(context, {
    threadId,
    author: { type: role === 'operator' ? 'operator' : 'user', userId },
    change: { type: isEdit ? 'edit' : 'delete', seq },
    timestamp,
    text: isEdit ? frame.text : '',
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
    head,
  });
}

/** Best effort: a device that is not reached reads it when it resumes, and the sweeper finds a channel that was not told. */
async function tell(
  { announcer, log }: MessageChangesDependencies,
  { context, connectionId }: ChangeRequest,
  {
    head,
    message,
    view,
  }: Pick<Access, 'view'> & { readonly head: ThreadHead; readonly message: StoredMessage },
): Promise<void> {
  const announcement = { head, exceptConnectionId: connectionId, known: view };
  await bestEffort(log, 'change', () => announceMessage(context, announcer, message, announcement));
}
