import type { ErrorCode, ServerFrame } from '@switchboard/protocol';
import { type ApiResult, jsonResult } from '../events/result.ts';

/** An action that was not done, and the sentence that says what would be right. */
export interface Refusal {
  readonly refused: ErrorCode;
  readonly message: string;
  /** The field that was wrong, where there is one. */
  readonly field?: string;
  /** How long to wait before another try, milliseconds. */
  readonly retryAfterMs?: number;
  /** The operator who has the thread, where that is the reason. */
  readonly owner?: NonNullable<ServerFrame<'error'>['owner']>;
}

/** What an action comes to: the frame that its sender sees, or a refusal, which becomes an `error` frame. */
export type Answer = ServerFrame | Refusal;

export const refuse = (
  refused: ErrorCode,
  message: string,
  details: Omit<Refusal, 'refused' | 'message'> = {},
): Refusal => ({ refused, message, ...details });

export const isRefusal = (answer: object): answer is Refusal => 'refused' in answer;

/** What of the request is repeated in an `error` frame, so that the client can match it. */
export interface RequestEcho {
  readonly requestId: string;
  readonly action?: string;
  readonly threadId?: string;
  readonly clientMessageId?: string;
}

const statusCodes: Record<ErrorCode, number> = {
  'frame.notJson': 400,
  'frame.unknownAction': 400,
  'frame.missingField': 400,
  'frame.invalidField': 400,
  'frame.tooLarge': 413,
  'session.missing': 401,
  'session.expired': 401,
  'session.revoked': 401,
  'session.replaced': 401,
  'action.forbidden': 403,
  'thread.forbidden': 403,
  'thread.notFound': 404,
  'thread.owned': 409,
  'thread.notOwned': 409,
  'operator.notFound': 404,
  'message.idReused': 409,
  'message.notChangeable': 409,
  'attachment.notFound': 404,
  'attachment.expired': 410,
  'canned.full': 409,
  'reply.notFound': 404,
  'approval.notFound': 404,
  'connection.notFound': 404,
  'cursor.invalid': 400,
  'service.busy': 503,
  'service.limited': 429,
  'service.internal': 500,
};

/** The frame that tells a client of a refusal. */
export const errorFrame = (
  { refused, message, field, retryAfterMs, owner }: Refusal,
  { requestId, action, threadId, clientMessageId }: RequestEcho,
): ServerFrame<'error'> => ({
  event: 'error',
  code: refused,
  message,
  requestId,
  ...(action === undefined ? {} : { action }),
  ...(threadId === undefined ? {} : { threadId }),
  ...(clientMessageId === undefined ? {} : { clientMessageId }),
  ...(field === undefined ? {} : { field }),
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  ...(owner === undefined ? {} : { owner }),
});

/** The result whose body is the frame: on a route with a reply, API Gateway sends it to the client. */
export function resultOf(answer: Answer, echo: RequestEcho): ApiResult {
  if (!isRefusal(answer)) return jsonResult(200, answer);
  return jsonResult(statusCodes[answer.refused], errorFrame(answer, echo));
}

export const invalidCursor = refuse(
  'cursor.invalid',
  'cursor must be one that an earlier page of this list gave',
  { field: 'cursor' },
);
