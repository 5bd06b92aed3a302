import {
  type Announcer,
  type AppendResult,
  announceMessage,
  appendMessage,
  type ChatContext,
  connectionOf,
  type DeliveryReport,
  type Invocation,
  isParticipant,
  type Log,
  readMessage,
  readThreadView,
  type ThreadView,
  withinInvocation,
} from '@switchboard/chat-core';
import { bestEffort, logReport } from '../actions/tell.ts';
import { type ApiResult, jsonResult, refusedResult } from '../events/result.ts';
import { refusalOfFailure } from '../frames/refusal-of-failure.ts';
import { type Post, readPost } from './post-request.ts';

export interface PostDependencies {
  readonly context: ChatContext;
  readonly announcer: Announcer;
  readonly log: Log;
}

type Appended = Extract<AppendResult, { outcome: 'stored' | 'duplicate' }>;

/**
 * The function `post-to-connection`: writes a message to a user for a bot that runs elsewhere. It stores the message,
 * then delivers it to every device of the thread; a user who is offline reads it on resume.
 */
export function createPostToConnection(dependencies: PostDependencies) {
  return async (event: unknown, invocation: Invocation): Promise<ApiResult> => {
    const request = readPost(event);
    if (request.type === 'invalid')
      return refusedResult(400, 'request.invalid', request.error, request.field);
    const { log } = dependencies;
    const context = withinInvocation(dependencies.context, invocation);
    try {
      return await writeAsBot({ ...dependencies, context }, request.post);
    } catch (error) {
      const failure = refusalOfFailure(error);
      log('post.failed', { code: failure.refused }, error);
      if (failure.refused === 'service.internal') throw error;
      return refusedResult(503, failure.refused, failure.message);
    }
  };
}

async function writeAsBot(dependencies: PostDependencies, post: Post): Promise<ApiResult> {
  const { context, log } = dependencies;
  const { threadId, userId } = post;
  const view = await readThreadView(context, { threadId, userIds: [userId] });
  const refused = refusalBefore(post, view);
  if (refused !== undefined) return refused;
  const result = await appendMessage(context, draftOf(post, view));
  if (result.outcome !== 'stored' && result.outcome !== 'duplicate') return refusalOf(result);
  const { messageId, seq, timestamp } = result.message;
  log('message.posted', { threadId, messageId, seq, outcome: result.outcome });
  const report = await deliverStored(dependencies, result, view);
  const stored = { messageId, threadId, seq, timestamp };
  if (report && isGoneFor(userId, report)) {
    return jsonResult(410, { error: 'Connection no longer exists', code: 'connection.gone', ...stored });
  }
  return jsonResult(200, { message: 'Message sent successfully', ...stored });
}

async function deliverStored(
  { context, announcer, log }: PostDependencies,
  result: Appended,
  view: ThreadView,
): Promise<DeliveryReport | undefined> {
  const message = result.outcome === 'stored' ? result.message : await readMessage(context, result.message);
  const head = result.head ?? view.head;
  if (message === null || head === null) return undefined;
  return bestEffort(log, 'message', async () => {
    const report = await announceMessage(context, announcer, message, { head, known: view });
    logReport(log, 'message', report);
    return report;
  });
}

function draftOf({ threadId, userId, message, answersThrough }: Post, { head, readAt }: ThreadView) {
  const { text, sender, metadata, messageId } = message;
  return {
    threadId,
    text,
    metadata,
    author: { type: 'bot', name: sender, opensFor: userId } as const,
    head,
    lookedAt: readAt,
    ...(messageId === undefined ? {} : { messageId, clientMessageId: messageId }),
    ...(answersThrough === undefined ? {} : { answersThrough }),
  };
}

/** A thread that nobody has written in yet is opened for the user, if the user has ever been here. */
function refusalBefore({ userId }: Post, view: ThreadView): ApiResult | undefined {
  const { head } = view;
  if (head !== null && isParticipant(head, userId)) return undefined;
  if (connectionOf(view, userId) === null)
    return refusedResult(404, 'connection.notFound', 'Connection not found for user');
  if (head === null) return undefined;
  return refusedResult(403, 'thread.forbidden', 'The user takes no part in this thread');
}

function refusalOf(result: Exclude<AppendResult, Appended>): ApiResult {
  switch (result.outcome) {
    case 'owned':
    case 'overridden':
      return refusedResult(
        409,
        'thread.owned',
        'A human has taken the thread over: a bot may write again once it is released',
      );
    case 'idReused':
      return refusedResult(
        409,
        'message.idReused',
        'This messageId was used for another message: choose a new one',
        'message.messageId',
      );
    default:
      return refusedResult(404, 'thread.notFound', 'Thread not found');
  }
}

/** Every device that the user had is gone: kx-chat-server's answer, though the message waits for a resume. */
const isGoneFor = (userId: string, { posted, gone }: DeliveryReport): boolean =>
  gone.some((target) => target.userId === userId) && !posted.some((target) => target.userId === userId);
