import { type Invocation, withinInvocation } from '@switchboard/chat-core';
import * as v from 'valibot';
import { chatIdOf } from '../chat/telegram-thread.ts';
import { handleQueueMessages, type QueueAnswer, queueMessagesOf } from '../jobs/queue-event.ts';
import { type PushDependencies, pushToTelegram } from './push-to-telegram.ts';

const topicEventSchema = v.object({
  Records: v.pipe(v.array(v.object({ Sns: v.object({ Message: v.string() }) })), v.minLength(1)),
});

const noticeSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ threadId: v.string(), channel: v.string(), type: v.picklist(['message', 'typing']) }),
);

const delayedSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ threadId: v.string(), slotAt: v.exactOptional(v.number()), at: v.exactOptional(v.number()) }),
);

/** The event is not one of the topic or the queue. Retrying does not help: it goes to the dead-letter queue. */
class UnreadableNoticeError extends Error {
  override readonly name = 'UnreadableNoticeError';
  readonly code = 'outbound.unreadable';
}

/** The function behind the topic `outbound` and the queue of deliveries that had to wait. */
export function createOutboundHandler(dependencies: PushDependencies) {
  const { log, pushLater, sender } = dependencies;

  /** @param within what pushes, with the time that the invocation has left */
  async function takeNotice(within: PushDependencies, message: string): Promise<void> {
    const parsed = v.safeParse(noticeSchema, message);
    if (!parsed.success)
      throw new UnreadableNoticeError('The message of the topic is no notice.', { cause: parsed.issues });
    const { threadId, channel, type } = parsed.output;
    if (channel !== 'telegram') return;
    if (type === 'message') return pushToTelegram(within, threadId);
    const chatId = chatIdOf(threadId.split('.')[0] ?? '');
    if (chatId === undefined) return;
    // Best effort: the reply itself follows.
    await sender.showTyping(chatId).catch((error: unknown) => log('typing.failed', { threadId }, error));
  }

  async function takeDelayed(within: PushDependencies, body: string): Promise<void> {
    const parsed = v.safeParse(delayedSchema, body);
    if (!parsed.success)
      throw new UnreadableNoticeError('The message of the queue is no delivery.', { cause: parsed.issues });
    const { threadId, at = 0, slotAt } = parsed.output;
    const leftMs = at - within.chat.now();
    // A queue holds a message back for at most 15 minutes.
    return leftMs > 0 ? pushLater(threadId, leftMs, slotAt) : pushToTelegram(within, threadId, slotAt);
  }

  return async (event: unknown, invocation: Invocation): Promise<QueueAnswer | undefined> => {
    const within = { ...dependencies, chat: withinInvocation(dependencies.chat, invocation) };
    const messages = queueMessagesOf(event);
    if (messages !== undefined) {
      return handleQueueMessages(
        messages,
        ({ body }) => takeDelayed(within, body),
        (error) => log('outbound.failed', {}, error),
      );
    }
    const parsed = v.safeParse(topicEventSchema, event);
    if (!parsed.success)
      throw new UnreadableNoticeError('The event is not one of SNS.', { cause: parsed.issues });
    for (const { Sns } of parsed.output.Records) await takeNotice(within, Sns.Message);
    return undefined;
  };
}
