import {
  isRecord,
  messageIdSchema,
  metadataSchema,
  seqSchema,
  textSchema,
  threadIdSchema,
  userIdSchema,
  userIdSchemaOf,
} from '@switchboard/protocol';
import * as v from 'valibot';
import { bodyOf, isHttpEvent, parseHttpEvent } from '../events/http-event.ts';
import { parseJsonBody } from '../events/json-body.ts';

const messageSchema = v.object(
  {
    text: textSchema,
    /** The bot's name. */
    sender: v.optional(userIdSchemaOf('sender'), 'bot'),
    metadata: v.optional(metadataSchema, {}),
    /** With it, the message is stored once however often it is posted. */
    messageId: v.optional(messageIdSchema),
  },
  'message should be a text, or an object such as {"text": "Hello", "sender": "bot"}',
);

const postSchema = v.object(
  {
    userId: userIdSchema,
    threadId: threadIdSchema,
    message: v.pipe(
      v.unknown(),
      v.transform((message) => (typeof message === 'string' ? { text: message } : message)),
      messageSchema,
    ),
    /** The newest customer's message (`seq`) that this one answers. @default none */
    answersThrough: v.optional(seqSchema('answersThrough')),
  },
  'The body should be a JSON object: {userId, threadId, message}',
);

/** A message that a bot elsewhere writes to a user. */
export type Post = v.InferOutput<typeof postSchema>;

export type PostRequest =
  | { readonly type: 'post'; readonly post: Post }
  /** `field`: the one that was wrong, where there is one. */
  | { readonly type: 'invalid'; readonly error: string; readonly field?: string };

const invalid = (error: string, field?: string | null): PostRequest => ({
  type: 'invalid',
  error,
  ...(field == null ? {} : { field }),
});

/** Reads the post from a request of the HTTP API, or from a direct invocation, whose event it is. */
export function readPost(event: unknown): PostRequest {
  if (!isHttpEvent(event)) return checkPost(event);
  const body = parseJsonBody(bodyOf(parseHttpEvent(event)));
  if (body.type === 'absent') return invalid('Missing request body');
  if (body.type === 'notJson') return invalid('The body should be JSON: {userId, threadId, message}');
  return checkPost(body.value);
}

function checkPost(value: unknown): PostRequest {
  const parsed = v.safeParse(postSchema, value);
  if (parsed.success) return { type: 'post', post: parsed.output };
  const missing = isRecord(value) && ['userId', 'threadId', 'message'].find((field) => !value[field]);
  if (missing) return invalid('Missing required fields: userId, threadId, message', missing);
  const [issue] = parsed.issues;
  return invalid(issue.message, isRecord(value) ? v.getDotPath(issue) : null);
}
