import * as v from 'valibot';
import { PersonError } from './person-error.ts';

const id = v.pipe(v.number(), v.integer());
const filled = v.pipe(v.string(), v.minLength(1));

/** Which bot a person means. @default the first bot that there was */
const bot = v.optional(v.union([filled, id]));

const fileSchema = v.union(
  [
    v.strictObject({ name: filled, mimeType: v.optional(filled), base64: v.string() }),
    v.strictObject({ name: filled, mimeType: v.optional(filled), text: v.string() }),
  ],
  'should be {"name", "mimeType", "base64"} or {"name", "mimeType", "text"}.',
);

export const messageRequest = v.strictObject({
  text: v.optional(v.string(), ''),
  /** The id of a message in the chat. */
  replyTo: v.optional(id),
  file: v.optional(fileSchema),
  /** Who writes in a group. @default 1 */
  from: v.optional(v.pipe(id, v.minValue(1)), 1),
  /** The topic of a forum. */
  topicId: v.optional(id),
  bot,
});

export const editRequest = v.strictObject({ text: filled, bot });

export const callbackRequest = v.strictObject({
  messageId: id,
  data: filled,
  /** Who taps in a group. @default 1 */
  from: v.optional(v.pipe(id, v.minValue(1)), 1),
  bot,
});

export const profileRequest = v.strictObject({
  firstName: v.optional(filled),
  lastName: v.optional(filled),
  username: v.optional(filled),
  languageCode: v.optional(filled),
  title: v.optional(filled),
  type: v.optional(v.picklist(['group', 'supergroup', 'channel'])),
  isForum: v.optional(v.boolean()),
});

export const memberRequest = v.strictObject({
  status: v.picklist(['creator', 'administrator', 'member', 'left', 'kicked']),
});

export const botRequest = v.strictObject({ bot });

export type MessageRequest = v.InferOutput<typeof messageRequest>;
export type CallbackRequest = v.InferOutput<typeof callbackRequest>;
export type BotChoice = v.InferOutput<typeof bot>;

/** @throws {PersonError} that names each field that is wrong */
export function read<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`);
  throw new PersonError(400, problems.join('; '));
}
