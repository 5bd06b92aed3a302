import type { ServerFrame } from '@switchboard/protocol';
import type { ChatContext } from '../context/chat-context.ts';
import { type Deliverer, deliver } from '../delivery/delivery.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { operatorsOnDuty } from './duty.ts';

/**
 * Tells the operators who take threads, and the one who has this thread, that it is gone: it leaves their lists. They get the error that any
 * request about it is answered with. One Query, one BatchGet for each 100 operators, and the posts.
 *
 * @param head the thread as it was
 */
export async function announceGone(
  context: ChatContext,
  deliverer: Deliverer,
  { threadId, participants }: Pick<ThreadHead, 'threadId' | 'participants'>,
): Promise<void> {
  const owners = participants.filter(({ role }) => role === 'operator');
  const told = [...(await operatorsOnDuty(context)), ...owners].map(({ userId }) => userId);
  if (told.length === 0) return;
  const frame: ServerFrame<'error'> = {
    event: 'error',
    code: 'thread.notFound',
    message: 'The thread is gone: everything of its customer was erased',
    requestId: context.newId(),
    threadId,
  };
  await deliver(context, deliverer, { userIds: [...new Set(told)], frame });
}
