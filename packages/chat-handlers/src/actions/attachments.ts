import {
  type AttachmentRecord,
  attachmentOf,
  beginAttachment,
  type ChatContext,
  confirmAttachment,
  type Log,
  type ObjectStore,
  readAttachments,
  type ThreadIdPolicy,
} from '@switchboard/chat-core';
import { attachmentFrameSchemas, createFrameParser } from '@switchboard/protocol';
import type { ConnectionCloser } from '../connection/connection-closer.ts';
import { type Answer, isRefusal, refuse } from '../frames/answer.ts';
import { type ActionRequest, createFrameHandler } from '../frames/frame-handler.ts';
import { accessThread, noThread, revoked } from './access.ts';

export interface AttachmentDependencies {
  readonly context: ChatContext;
  readonly objects: ObjectStore;
  readonly closer: ConnectionCloser;
  readonly threadIds: ThreadIdPolicy;
  readonly log: Log;
}

const parse = createFrameParser(attachmentFrameSchemas);

/** The function behind the routes `attachment.*`: it gives links, and no file passes through it. */
export function createAttachmentActions(dependencies: AttachmentDependencies) {
  const { context, closer, log } = dependencies;
  return createFrameHandler({
    actions: {
      'attachment.upload': (request) => beginUpload(dependencies, request),
      'attachment.confirm': (request) => confirmUpload(dependencies, request),
      'attachment.get': (request) => giveLinks(dependencies, request),
    },
    parse,
    context,
    closer,
    log,
  });
}

/** `attachment.upload`: a link that takes one file of the type and the size that were named. */
async function beginUpload(
  { objects, threadIds }: AttachmentDependencies,
  request: ActionRequest<'attachment.upload'>,
): Promise<Answer> {
  const access = await accessThread(threadIds, request);
  if (isRefusal(access)) return access;
  const { threadId, name, type, size, clientMessageId } = request.frame;
  const { userId: owner, role } = request.identity;
  const { connectionId } = request;
  const file = { threadId, owner, name, type, sizeBytes: size };
  const record = await beginAttachment(request.context, file, { connectionId, role, head: access.head });
  if (record === 'revoked') return revoked;
  if (record === 'noThread') return noThread;
  const { url, headers, expiresAt } = objects.uploadLink(record);
  return {
    event: 'attachment.upload',
    threadId,
    attachmentId: record.attachmentId,
    url,
    headers,
    expiresAt,
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
  };
}

const notUploaded = refuse(
  'attachment.notFound',
  'Upload the file first, with the type and the size that you named: there is no such file of yours',
  { field: 'attachmentId' },
);

/** `attachment.confirm`: looks into the bucket whether the file is what was named. */
async function confirmUpload(
  { objects, threadIds, log }: AttachmentDependencies,
  request: ActionRequest<'attachment.confirm'>,
): Promise<Answer> {
  const access = await accessThread(threadIds, request);
  if (isRefusal(access)) return access;
  const { context, frame, identity } = request;
  const { threadId, attachmentId } = frame;
  const [record] = await readAttachments(context, threadId, [attachmentId]);
  if (record === undefined || record.owner !== identity.userId) return notUploaded;
  if (!record.isUploaded) {
    if (!(await isAsNamed(objects, record))) return notUploaded;
    await confirmAttachment(context, record);
    log('attachment.uploaded', { threadId, attachmentId, sizeBytes: record.sizeBytes });
  }
  return { event: 'attachment', threadId, ...attachmentOf(record) };
}

/** Something else than was named is taken away: nobody shall get a link to it. */
async function isAsNamed(objects: ObjectStore, record: AttachmentRecord): Promise<boolean> {
  const object = await objects.find(record.attachmentId);
  if (object === undefined) return false;
  if (object.type === record.type && object.sizeBytes === record.sizeBytes) return true;
  await objects.remove(record.attachmentId);
  return false;
}

/** `attachment.get`: links to files of the thread, for everyone who may read it; before its first message, to the caller's own files. */
async function giveLinks(
  { objects, threadIds }: AttachmentDependencies,
  request: ActionRequest<'attachment.get'>,
): Promise<Answer> {
  const access = await accessThread(threadIds, request);
  if (isRefusal(access)) return access;
  const { context, frame, identity } = request;
  const records = await readAttachments(context, frame.threadId, frame.attachmentIds);
  const links = records
    .filter(({ isUploaded, owner }) => isUploaded && (access.head !== null || owner === identity.userId))
    .map((record) => ({ ...attachmentOf(record), ...objects.downloadLink(record) }));
  return { event: 'attachments', threadId: frame.threadId, links };
}
