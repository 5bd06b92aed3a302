import type { Attachment, AttachmentType } from '@switchboard/protocol';
import { UploadFailedError } from '../errors.ts';
import { ask } from '../requests/ask.ts';
import type { Wire } from '../session/wire.ts';

/** A file as a browser gives it. Anything without a name is given one by the options. */
export type UploadedFile = Blob & { readonly name?: string };

export interface UploadOptions {
  /** @default the file's own name, or `file` */
  readonly name?: string;
  /** Ends the upload. */
  readonly signal?: AbortSignal;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
}

/** Uploads a file for a thread: asks for a link, follows it, and has the server check what came. */
export async function uploadFile(
  { requests, newId }: Pick<Wire, 'requests' | 'newId'>,
  threadId: string,
  file: UploadedFile,
  { name = file.name ?? 'file', signal, fetch = globalThis.fetch }: UploadOptions = {},
): Promise<Attachment> {
  const clientMessageId = newId();
  // The protocol decides which types it admits; `ask` refuses the others by name.
  const type = file.type as AttachmentType;
  const { url, headers, attachmentId } = await ask(requests, {
    frame: { action: 'attachment.upload', threadId, name, type, size: file.size, clientMessageId },
    event: 'attachment.upload',
    isAnswer: (frame) => frame.clientMessageId === clientMessageId,
  });
  await put(fetch, url, { headers, body: file, ...(signal === undefined ? {} : { signal }) });
  const {
    event: _,
    threadId: __,
    ...attachment
  } = await ask(requests, {
    frame: { action: 'attachment.confirm', threadId, attachmentId },
    event: 'attachment',
    isAnswer: (frame) => frame.attachmentId === attachmentId,
  });
  return attachment;
}

/** A file that is there already: the first try arrived, and its answer was lost. */
const alreadyThere = 412;

async function put(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, { method: 'PUT', ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new UploadFailedError(undefined, { cause });
  }
  if (!response.ok && response.status !== alreadyThere) throw new UploadFailedError(response.status);
}
