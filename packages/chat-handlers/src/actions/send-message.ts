import {
  type AppendResult,
  ackFrame,
  appendMessage,
  type ChatContext,
  type Deliverer,
  messageFrame,
  type Publisher,
  publishMessage,
  readForSend,
  readMessage,
  type StoredMessage,
  type ThreadHead,
  type UserConnection,
  userIdsOf,
  wantsBot,
} from '@switchboard/chat-core';
import { type Answer, refuse } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import type { Log } from '../log.ts';
import { foreignThread, noThread } from './access.ts';
import { deliverToOthers } from './deliver-to-others.ts';

export interface SendDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
  readonly deliverer: Deliverer;
  readonly log: Log;
}

type Send = ActionRequest<'message.send'>;

/**
 * `message.send`: stores the message, tells the bot of it unless a human owns the thread, and every other device.
 * The acknowledgement means stored and published, so a retry is published again: the first try may have died in between.
 */
export async function sendMessage(dependencies: SendDependencies, request: Send): Promise<Answer> {
  const { context, log } = dependencies;
  const { frame, identity } = request;
  const { head, connection } = await readForSend(context, {
    threadId: frame.threadId,
    userId: identity.userId,
  });
  const result = await appendMessage(context, { ...draftOf(request), head });
  switch (result.outcome) {
    case 'stored':
      log('message.stored', {
        threadId: frame.threadId,
        messageId: result.message.messageId,
        seq: result.message.seq,
      });
      await tell(dependencies, request, { message: result.message, head: result.head, connection });
      return ackFrame(result.message);
    case 'duplicate': {
      log('message.repeated', { threadId: frame.threadId, messageId: result.message.messageId });
      const message = await readMessage(context, result.message);
      if (message && result.head) {
        await tell(dependencies, request, { message, head: result.head, connection });
      }
      return ackFrame(result.message);
    }
    default:
      return refusalOf(result);
  }
}

/** Who sends is whom the credential names, whatever the frame says. */
function draftOf({ frame, identity: { userId, role } }: Send) {
  const { threadId, text, metadata, clientMessageId } = frame;
  return {
    threadId,
    text,
    author: { type: role === 'operator' ? 'operator' : 'user', userId } as const,
    ...(metadata === undefined ? {} : { metadata }),
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
  };
}

interface News {
  readonly message: StoredMessage;
  readonly head: ThreadHead;
  readonly connection: UserConnection | null;
}

/** Publishing must succeed before there is an acknowledgement; delivery may fail, for a resume makes up for it. */
async function tell(
  { context, publisher, deliverer, log }: SendDependencies,
  { identity: { userId }, connectionId }: Send,
  { message, head, connection }: News,
): Promise<void> {
  const now = context.now();
  const isForBot = message.messageType === 'user' && wantsBot(head, connection ?? undefined, now);
  const delivered = deliverToOthers(deliverer, log, {
    userIds: userIdsOf(head),
    frame: messageFrame(message),
    exceptConnectionId: connectionId,
  });
  const published = isForBot
    ? publishMessage(publisher, {
        message,
        connection: connection ?? { userId, isHumanOverride: false, devices: [] },
        connectionId,
        now,
      })
    : undefined;
  // Both are awaited whatever becomes of either: what still runs when a function answers is frozen with it.
  const [outcome] = await Promise.allSettled([published, delivered]);
  if (outcome.status === 'rejected') throw outcome.reason;
}

function refusalOf(result: Exclude<AppendResult, { outcome: 'stored' | 'duplicate' }>): Answer {
  switch (result.outcome) {
    case 'notParticipant':
      return foreignThread;
    case 'noThread':
      return noThread;
    case 'owned':
      return refuse('thread.notOwned', 'Claim the thread before you write in it: {"action": "thread.claim"}');
    case 'overridden':
    case 'extraWriteRefused':
      // Outcomes of a bot's message alone.
      throw new Error(`A message of a person came to "${result.outcome}"`);
  }
}
