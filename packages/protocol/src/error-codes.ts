/**
 * Why a frame was refused. Only `service.*` is worth another try with the same frame.
 *
 * - `frame.notJson`, `frame.unknownAction`, `frame.missingField`, `frame.invalidField`, `frame.tooLarge`: the frame is wrong;
 *   `message` says what would be right.
 * - `session.missing`, `session.expired`: the connection has no valid credential (any more). `session.revoked`: the
 *   credential was revoked, or the connection was closed by the service. `session.replaced`: the user has opened more
 *   connections than are kept. The connection is closed after any of them.
 * - `action.forbidden`: the role of the credential does not allow the action.
 * - `thread.forbidden`: the thread belongs to others.
 * - `thread.notFound`: there is no such thread, and the action does not make one.
 * - `thread.owned`: another operator owns the thread.
 * - `thread.notOwned`: only the operator who owns the thread can do that.
 * - `operator.notFound`: a thread is to be transferred to someone who has not connected as an operator lately.
 * - `message.idReused`: the author has used the clientMessageId for another text or other metadata.
 * - `message.notChangeable`: only its author can change a message, within 15 minutes, and not once it is deleted.
 * - `attachment.notFound`: the thread has no such file, or it is not uploaded with the type and the size that were named.
 * - `attachment.expired`: the file was uploaded too long ago to be sent; it is to be uploaded again.
 * - `canned.full`: the environment keeps as many replies as it can.
 * - `connection.notFound`: the connection is not known.
 * - `cursor.invalid`: the cursor is not one that the server gave for this list.
 * - `reply.notFound`: no reply is being written that could be cancelled.
 * - `approval.notFound`: no such question of the bot waits for an operator's answer, or not any more.
 * - `service.busy`: the thread is written to by too many at once, or the service is throttled or out of time.
 * - `service.limited`: the thread or the user has reached a limit; `retryAfterMs` says how long to wait.
 * - `service.internal`: a fault of the service; `requestId` finds it in the logs.
 */
export const errorCodes = [
  'frame.notJson',
  'frame.unknownAction',
  'frame.missingField',
  'frame.invalidField',
  'frame.tooLarge',
  'session.missing',
  'session.expired',
  'session.revoked',
  'session.replaced',
  'action.forbidden',
  'thread.forbidden',
  'thread.notFound',
  'thread.owned',
  'thread.notOwned',
  'operator.notFound',
  'message.idReused',
  'message.notChangeable',
  'attachment.notFound',
  'attachment.expired',
  'canned.full',
  'connection.notFound',
  'cursor.invalid',
  'reply.notFound',
  'approval.notFound',
  'service.busy',
  'service.limited',
  'service.internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];
