import type { ChatContext } from '../context/chat-context.ts';
import { unlistThread } from '../threads/listed-threads.ts';
import { readThread } from '../threads/read-thread.ts';
import type { UserStore } from '../users/erase-user.ts';
import { forgetAttachment, listAttachments } from './attachment-records.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * Takes away the files of a user's threads: all of a thread that is deleted whole, and the user's own of any other, also
 * where others have begun to use its id.
 */
export const attachmentsOfUsers = (
  context: ChatContext,
  objects: Pick<ObjectStore, 'remove'>,
): UserStore => ({
  table: 'attachments',
  async erase(userId, _, threadIds) {
    let erased = 0;
    for (const threadId of threadIds) {
      const isGone = (await readThread(context, threadId)) === null;
      for (const record of await listAttachments(context, threadId)) {
        if (!isGone && record.owner !== userId) continue;
        // The record goes last: an erasure that is cut short finds the file again by it.
        await objects.remove(record.attachmentId);
        // An operator's list names the thread because of the file: its id may name the customer.
        if (isGone && record.owner !== userId) await unlistThread(context, record.owner, threadId);
        await forgetAttachment(context, record);
        erased += 1;
      }
    }
    return erased;
  },
});
