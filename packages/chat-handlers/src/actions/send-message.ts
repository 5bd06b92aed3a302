import {
  type Announcer,
  type AppendRequest,
  type AppendResult,
  ackFrame,
  announceMessage,
  announceQueue,
  appendMessage,
  attachmentIdsOf,
  attachmentKeys,
  attachmentOf,
  botMayWrite,
  type ChatContext,
  findEarlierTry,
  isQuestionOver,
  isSendable,
  type Log,
  type Publisher,
  parseAttachment,
  publishMessage,
  readMessage,
  type StoredMessage,
  type ThreadHead,
  type ThreadIdPolicy,
} from '@switchboard/chat-core';
import {
  type Attachment,
  createFrameParser,
  type FrameRefusal,
  isRecord,
  messageFrameSchemas,
} from '@switchboard/protocol';
import type { ConnectionCloser } from '../connection/connection-closer.ts';
import { type Answer, isRefusal, type Refusal, refuse } from '../frames/answer.ts';
import { type ActionRequest, createFrameHandler } from '../frames/frame-handler.ts';
import { type Access, accessThread } from './access.ts';
import { expiredAttachment, noAttachment, refusalOfAppend } from './refusal-of-append.ts';
import { refuseForOwner } from './refuse-for-owner.ts';
import { announceTakeover, noteLoads } from './take-over.ts';
import { bestEffort, logReport } from './tell.ts';

export interface MessageSendDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
  readonly announcer: Announcer;
  readonly closer: ConnectionCloser;
  readonly threadIds: ThreadIdPolicy;
  readonly authentication: 'token' | 'none';
  readonly log: Log;
}

type Send = ActionRequest<'message.send'>;

const noSuchMessage = refuse('frame.invalidField', 'replyTo must be the seq of a message of this thread', {
  field: 'replyTo',
});

/** kx-chat-server's words, which name all three fields whichever of them is missing. */
const missingFields = 'Missing required fields: threadId, text, sender';

const parse = createFrameParser(messageFrameSchemas);

/** The function behind the route `message.send`. */
export function createMessageSend(dependencies: MessageSendDependencies) {
  const { authentication, context, closer, log } = dependencies;
  const send = (request: Send): Promise<Answer> => sendMessage(dependencies, request);
  if (authentication === 'token') {
    return createFrameHandler({ context, closer, log, parse, actions: { 'message.send': send } });
  }
  const sendAsNamed = async (request: Send) =>
    request.frame.sender ? send(request) : refuse('frame.missingField', missingFields);
  const explain = ({ code, message }: FrameRefusal): string =>
    code === 'frame.missingField' ? missingFields : message;
  const actions = { 'message.send': sendAsNamed };
  return createFrameHandler({ context, closer, log, explain, parse, actions });
}

/**
 * `message.send`: stores the message, publishes it where a bot is to answer it, and tells every other device. The
 * acknowledgement means stored and published, so a retry is published again: the first try may have died in between.
 */
async function sendMessage(dependencies: MessageSendDependencies, request: Send): Promise<Answer> {
  const { log, threadIds } = dependencies;
  const { context, frame } = request;
  const { threadId, attachments: files = [] } = frame;
  const access = await accessThread(
    threadIds,
    request,
    attachmentKeys(context.tables, threadId, attachmentIdsOf(files)),
  );
  if (isRefusal(access)) return access;
  const result = await append(request, access);
  if (isRefusal(result)) return result;
  switch (result.outcome) {
    case 'stored': {
      const { message, head } = result;
      log('message.stored', { threadId, seq: message.seq, messageId: message.messageId });
      return acknowledge(dependencies, request, { message, head, access });
    }
    case 'duplicate': {
      log('message.repeated', { threadId, messageId: result.message.messageId });
      const message = await readMessage(context, result.message);
      if (message === null || result.head === null) return ackFrame(result.message);
      return acknowledge(dependencies, request, { message, head: result.head, access });
    }
    case 'owned':
      return refuseForOwner(context, log, 'thread.owned', result.owner);
    default:
      return refusalOfAppend(result, access.head === null);
  }
}

/** An earlier try is answered as it was then, also where its files are gone by now. */
async function append({ context, ...request }: Send, access: Access): Promise<AppendResult | Refusal> {
  const { attachments: files = [], replyTo } = request.frame;
  const { head, connection } = access;
  const attachments = attachmentsIn(access.view, { context, ...request });
  const repeatedOr = async (refusal: Refusal): Promise<AppendResult | Refusal> => {
    const draft = { ...draftOf(request), ...(files.length === 0 ? {} : { attachments: files }) };
    return (await findEarlierTry(context, draft, head)) ?? refusal;
  };
  if (isRefusal(attachments)) return await repeatedOr(attachments);
  if (replyTo !== undefined && replyTo > (head?.seq ?? 0)) return await repeatedOr(noSuchMessage);
  return appendMessage(context, {
    ...draftOf(request),
    ...(attachments.length > 0 ? { attachments } : {}),
    head,
    connection,
    lookedAt: access.view.readAt,
  });
}

/**
 * What the message says of its files, by the records that were read with the thread. It is refused where one is not there, is
 * another user's, is not uploaded, or would expire before the message.
 */
function attachmentsIn(
  { others, readAt }: Access['view'],
  { context: { retentionDays }, frame, identity }: Pick<Send, 'context' | 'frame' | 'identity'>,
): readonly Attachment[] | Refusal {
  const { attachments: files = [] } = frame;
  const records = others.flatMap((item) => parseAttachment(item, readAt) ?? []);
  const own = records.filter(({ owner, isUploaded }) => isUploaded && owner === identity.userId);
  const byId = new Map(own.map((record) => [record.attachmentId, record]));
  const found = files.flatMap((file) => {
    const record = byId.get(file.attachmentId);
    const hasThumbnail = file.thumbnailId === undefined || byId.has(file.thumbnailId);
    return record === undefined || !hasThumbnail ? [] : [{ ...attachmentOf(record), ...file }];
  });
  if (found.length < files.length) return noAttachment;
  const ids = attachmentIdsOf(files);
  const isLate = own.some(
    (record) => ids.includes(record.attachmentId) && !isSendable(record, readAt, retentionDays),
  );
  return isLate ? expiredAttachment : found;
}

/** The token determines the sender, whatever the frame says. */
function draftOf({ frame, identity: { userId, role } }: Pick<Send, 'frame' | 'identity'>) {
  const { threadId, text, metadata, clientMessageId, answersThrough, replyTo, read } = frame;
  return {
    threadId,
    text,
    author: { type: role === 'operator' ? 'operator' : 'user', userId } as const,
    ...(metadata === undefined ? {} : { metadata }),
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
    ...(answersThrough === undefined || role !== 'operator' ? {} : { answersThrough }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(read === undefined ? {} : { read }),
    ...answerIn(metadata),
  };
}

/** An answer to a question of the bot's: `metadata: { approval: { id, approved } }`. */
function answerIn(metadata: Send['frame']['metadata']): Pick<AppendRequest, 'answersQuestion'> {
  const approval = metadata?.approval;
  if (!isRecord(approval) || typeof approval.id !== 'string' || typeof approval.approved !== 'boolean')
    return {};
  return { answersQuestion: { id: approval.id, isApproved: approval.approved } };
}

interface News {
  readonly message: StoredMessage;
  readonly head: ThreadHead;
  readonly access: Access;
}

/** So long an acknowledgement waits for slow devices before it goes ahead of them, milliseconds. */
const ackPatienceMs = 150;

/**
 * Publishes and delivers a stored message. The acknowledgement waits for the publication alone: what the function
 * returns is sent when everything is done, so where devices are slow the acknowledgement is posted before that.
 */
async function acknowledge(
  dependencies: MessageSendDependencies,
  request: Send,
  news: News,
): Promise<Answer> {
  const ack = ackFrame(news.message);
  const told = tell(dependencies, request, news);
  // What still runs when a function answers is frozen with it, so the delivery is awaited even if the publication
  // fails.
  const published = await Promise.allSettled([publish(dependencies, request, news)]);
  if (published[0].status === 'rejected') {
    await told;
    throw published[0].reason;
  }
  const patience = new AbortController();
  const { pause } = request.context;
  const isSlow = await Promise.race([
    told.then(() => false),
    (pause ?? timer(patience.signal))(ackPatienceMs).then(() => true),
  ]);
  patience.abort();
  if (isSlow) {
    const { userId } = request.identity;
    const self = { userId, connectionId: request.connectionId, connectedAt: 0 };
    await Promise.all([told, dependencies.announcer.deliverer.post(request.context, [self], ack)]);
  }
  return ack;
}

const timer =
  (signal: AbortSignal) =>
  (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timeout = setTimeout(resolve, milliseconds);
      signal.addEventListener('abort', () => clearTimeout(timeout), { once: true });
    });

async function publish(
  { publisher }: MessageSendDependencies,
  { context, connectionId }: Send,
  { message, head, access: { connection } }: News,
): Promise<void> {
  const now = context.now();
  // An operator's answer may go to the bot though a human has taken the customer over: the bot looks itself before it writes.
  const isForBot =
    message.messageType === 'user' || (message.messageType === 'system' && isQuestionOver(head, now));
  if (!isForBot || !botMayWrite(head, connection.isHumanOverride, now)) return;
  await publishMessage(context, publisher, { message, connection, connectionId, now });
}

/** Tells the other devices, the channel, and the operators whose queue has changed. Best effort. */
async function tell(
  { announcer, log }: MessageSendDependencies,
  { context, connectionId }: Send,
  { message, head, access }: News,
): Promise<void> {
  const announcement = { head, exceptConnectionId: connectionId, known: access.view };
  const before = access.head;
  await Promise.all([
    bestEffort(log, 'message', async () => {
      const report = await announceMessage(context, announcer, message, announcement);
      logReport(log, 'message', report);
    }),
    // An operator who writes in a thread that nobody has claimed takes it over.
    ...(before !== null && before.ownerEpoch !== head.ownerEpoch
      ? [
          bestEffort(log, 'takeover', () =>
            announceTakeover(context, announcer.deliverer, before, head, {
              exceptConnectionId: connectionId,
            }),
          ),
          noteLoads(context, { announcer, log }, before, head),
        ]
      : []),
    bestEffort(log, 'queue.changed', () => announceQueue(context, announcer, before, head)),
  ]);
}
