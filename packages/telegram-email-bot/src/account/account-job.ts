import * as v from 'valibot';
import { languages } from '../texts/language.ts';

const number = v.pipe(v.number(), v.integer());

const asked = {
  /** The update that asked for it: it is done once. */
  updateId: number,
  /** The message that asked for it, or the one whose button was tapped. */
  messageId: number,
  chatId: number,
  /** The claim that has put the job off by this message. @default none */
  putOffBy: v.exactOptional(number),
};
/** The person's. */
const language = v.picklist(languages);

const accountJobSchema = v.variant('type', [
  /** Sends everything that is stored about a chat as files. */
  v.object({ type: v.literal('export'), ...asked, language }),
  /** Deletes it. */
  v.object({ type: v.literal('erase'), ...asked, language }),
  /** Gives everything of a group to the supergroup `to` that it became. */
  v.object({ type: v.literal('migrate'), ...asked, to: number }),
]);

/** What is to be done with everything that is stored about a chat. */
export type AccountJob = v.InferOutput<typeof accountJobSchema>;

/** The message from the queue is not such a job. Retrying does not help: it goes to the dead-letter queue. */
export class UnreadableAccountJobError extends Error {
  override readonly name = 'UnreadableAccountJobError';
  readonly code = 'account.unreadable';
}

/** @throws {UnreadableAccountJobError} */
export function parseAccountJob(body: string): AccountJob {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), accountJobSchema), body);
  if (result.success) return result.output;
  throw new UnreadableAccountJobError('The message is no job about everything of a chat.', {
    cause: result.issues,
  });
}
