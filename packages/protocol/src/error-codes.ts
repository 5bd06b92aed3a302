/**
 * Why a frame was refused. Only `service.*` is worth another try with the same frame.
 *
 * - `frame.notJson`, `frame.unknownAction`, `frame.missingField`, `frame.invalidField`, `frame.tooLarge`: the frame is wrong;
 *   `message` says what would be right.
 * - `session.missing`, `session.expired`: the connection has no valid credential (any more).
 * - `action.forbidden`: the role of the credential does not allow the action.
 * - `thread.forbidden`: the thread belongs to others.
 * - `thread.notFound`: there is no such thread, and the action does not make one.
 * - `thread.owned`: an operator owns the thread.
 * - `thread.notOwned`: only the operator who owns the thread can do that.
 * - `connection.notFound`: the connection is not known.
 * - `cursor.invalid`: the cursor is not one that the server gave for this thread.
 * - `service.busy`: the thread is written to by too many at once, or the service is throttled.
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
  'action.forbidden',
  'thread.forbidden',
  'thread.notFound',
  'thread.owned',
  'thread.notOwned',
  'connection.notFound',
  'cursor.invalid',
  'service.busy',
  'service.internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];
