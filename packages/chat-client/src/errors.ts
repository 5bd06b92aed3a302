import type { ErrorCode, FrameRefusal, ServerFrame } from '@switchboard/protocol';

/** Every error of this package. `code` stays the same over versions; the message is a sentence for a developer. */
export abstract class ChatClientError extends Error {
  abstract readonly code: string;
}

/**
 * The protocol does not admit the frame, so nothing has changed, and the same frame will be refused again. It was not sent,
 * unless the server closed the connection over its size.
 *
 * `code` is `frame.tooLarge`, `frame.missingField` or `frame.invalidField`.
 */
export class FrameRefusedError extends ChatClientError {
  override readonly name = 'FrameRefusedError';
  readonly code: FrameRefusal['code'];
  /** The invalid field. */
  readonly field: string | undefined;

  constructor({ code, message, field }: Pick<FrameRefusal, 'code' | 'message' | 'field'>) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/** What is known of a frame after which the server has closed the connection with the code 1009. */
export const serverClosedOverSize = {
  code: 'frame.tooLarge',
  message: 'The server closed the connection because the frame was too large for it.',
} as const;

/** An operator who has a thread, and how they are shown where that is known. */
export type ThreadHolder = NonNullable<ServerFrame<'error'>['owner']>;

/** The server has refused a request, and nothing has changed. `code` is one of the protocol's error codes. */
export class RequestRefusedError extends ChatClientError {
  override readonly name = 'RequestRefusedError';
  readonly code: ErrorCode;
  /** The action of the request, for example `thread.claim`. */
  readonly action: string;
  /** The operator who has the thread; with `thread.owned`, and with `thread.notOwned` where an operator has it. */
  readonly owner: ThreadHolder | undefined;

  constructor(
    action: string,
    { code, message, owner }: Pick<ServerFrame<'error'>, 'code' | 'message' | 'owner'>,
  ) {
    super(message);
    this.action = action;
    this.code = code;
    this.owner = owner;
  }
}

/** Another operator has the thread, so it could not be claimed, and nothing has changed. */
export class ThreadOwnedError extends ChatClientError {
  override readonly name = 'ThreadOwnedError';
  readonly code = 'thread.owned';
  readonly threadId: string;
  /** The operator who has it; `undefined` if the server did not say. */
  readonly ownerId: string | undefined;
  /** The name of that operator; `undefined` if they have set none. */
  readonly ownerName: string | undefined;

  constructor(threadId: string, owner: ThreadHolder | undefined, options?: ErrorOptions) {
    super(
      owner === undefined
        ? 'Another operator had the thread.'
        : `${owner.name ?? owner.userId} has claimed the thread.`,
      options,
    );
    this.threadId = threadId;
    this.ownerId = owner?.userId;
    this.ownerName = owner?.name;
  }
}

/** No answer came in time, although the request was repeated. It may have taken effect. */
export class RequestTimedOutError extends ChatClientError {
  override readonly name = 'RequestTimedOutError';
  readonly code = 'request.timedOut';
  /** The action of the request, for example `thread.claim`. */
  readonly action: string;

  constructor(action: string, deadlineMs: number) {
    super(`No answer to ${action} came within ${deadlineMs} ms.`);
    this.action = action;
  }
}

/** The file could not be uploaded. Uploading it again may succeed. */
export class UploadFailedError extends ChatClientError {
  override readonly name = 'UploadFailedError';
  readonly code = 'upload.failed';
  /** The HTTP status of the answer; `undefined` where none came. */
  readonly status: number | undefined;

  constructor(status: number | undefined, options?: ErrorOptions) {
    super(`The upload was answered ${status ?? 'by nobody'}.`, options);
    this.status = status;
  }
}

/** The client was closed before the answer came. The request may have taken effect. */
export class ClientClosedError extends ChatClientError {
  override readonly name = 'ClientClosedError';
  readonly code = 'client.closed';
  /** The action of the request, for example `thread.claim`. */
  readonly action: string;

  constructor(action: string) {
    super(`The client was closed before ${action} was answered.`);
    this.action = action;
  }
}

/**
 * Thrown by a {@link GetCredential}: no credential will be issued without the user's help. The client stops and shows
 * the message as the reason.
 */
export class CredentialRefusedError extends ChatClientError {
  override readonly name = 'CredentialRefusedError';
  readonly code = 'credential.refused';
}
