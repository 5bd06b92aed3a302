import {
  type AppendResult,
  appendMessage,
  type ChatContext,
  type Deliverer,
  type DeliveryReport,
  isParticipant,
  messageFrame,
  readForSend,
  readMessage,
  type SendView,
  type ThreadHead,
  userIdsOf,
} from '@switchboard/chat-core';
import { deliverToOthers } from '../actions/deliver-to-others.ts';
import { type ApiResult, jsonResult } from '../events/result.ts';
import { refusalOfFailure } from '../frames/refusal-of-failure.ts';
import type { Log } from '../log.ts';
import { type Post, readPost } from './post-request.ts';

export interface PostToConnectionDependencies {
  readonly context: ChatContext;
  readonly deliverer: Deliverer;
  readonly log: Log;
}

type PostAppended = Extract<AppendResult, { outcome: 'stored' | 'duplicate' }>;

const refusal = (statusCode: number, code: string, error: string): ApiResult =>
  jsonResult(statusCode, { error, code });

/**
 * Writes a message to a user for a bot that runs elsewhere: stores it, then delivers it to every device of the thread.
 * Whoever is offline reads it on resume.
 */
export function createPostToConnection({ context, deliverer, log }: PostToConnectionDependencies) {
  return async (event: unknown): Promise<ApiResult> => {
    const request = readPost(event);
    if (request.type === 'invalid') return refusal(400, 'request.invalid', request.error);
    try {
      return await write(request.post);
    } catch (error) {
      const failure = refusalOfFailure(error);
      if (failure === undefined) throw error;
      return refusal(503, failure.refused, failure.message);
    }
  };

  async function write(post: Post): Promise<ApiResult> {
    const view = await readForSend(context, post);
    const { head } = view;
    const refused = refusalBefore(post, view);
    if (refused !== undefined) return refused;
    const result = await appendMessage(context, draftOf(post, head));
    if (result.outcome !== 'stored' && result.outcome !== 'duplicate') return refusalOf(result);
    const { messageId, seq } = result.message;
    log('message.posted', { threadId: post.threadId, messageId, seq, outcome: result.outcome });
    return deliverStored(post, result.head ?? head, result);
  }

  async function deliverStored(
    post: Post,
    head: ThreadHead | null,
    result: PostAppended,
  ): Promise<ApiResult> {
    const message = result.outcome === 'stored' ? result.message : await readMessage(context, result.message);
    const delivery = message && {
      userIds: head === null ? [post.userId] : userIdsOf(head),
      frame: messageFrame(message),
    };
    const report = delivery && (await deliverToOthers(deliverer, log, delivery));
    const { messageId, seq, timestamp } = result.message;
    const stored = { messageId, threadId: post.threadId, seq, timestamp };
    if (report && isGoneFor(post.userId, report)) {
      return jsonResult(410, { error: 'Connection no longer exists', code: 'connection.gone', ...stored });
    }
    return jsonResult(200, { message: 'Message sent successfully', ...stored });
  }
}

function draftOf(post: Post, head: ThreadHead | null) {
  const { threadId, userId } = post;
  const { text, sender, metadata, messageId } = post.message;
  return {
    threadId,
    text,
    metadata,
    author: { type: 'bot', name: sender, opensFor: userId } as const,
    head,
    ...(messageId === undefined ? {} : { messageId, clientMessageId: messageId }),
  };
}

/** A thread that nobody has written in yet is opened for the user, if the user has ever been here. */
function refusalBefore({ userId }: Post, { head, connection }: SendView): ApiResult | undefined {
  if (head !== null && isParticipant(head, userId)) return undefined;
  if (connection === null) return refusal(404, 'connection.notFound', 'Connection not found for user');
  if (head === null) return undefined;
  return refusal(403, 'thread.forbidden', 'The user takes no part in this thread');
}

function refusalOf(result: Exclude<AppendResult, PostAppended>): ApiResult {
  switch (result.outcome) {
    case 'owned':
    case 'overridden':
      return refusal(
        409,
        'thread.owned',
        'A human has taken the thread over: a bot may write again once it is released',
      );
    default:
      return refusal(404, 'thread.notFound', 'Thread not found');
  }
}

/** Every device that the user had turned out to be gone: the original's answer, though the message waits for a resume. */
const isGoneFor = (userId: string, { posted, gone }: DeliveryReport): boolean =>
  gone.some((target) => target.userId === userId) && !posted.some((target) => target.userId === userId);
