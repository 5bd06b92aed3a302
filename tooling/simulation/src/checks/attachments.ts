import { type Check, isErased } from './history.ts';

const filesIn = ({ attachments = [] }: { readonly attachments?: readonly { attachmentId: string }[] }) =>
  attachments.map(({ attachmentId }) => attachmentId);

/** A file is sent once: it belongs to one message. */
export const checkSentOnce: Check = ({ replay }) => {
  const sent = replay.lives.flatMap(({ messages }) => messages.flatMap(filesIn));
  return sent
    .filter((id, index) => sent.indexOf(id) !== index)
    .map((id) => `Attachments: ${id} was sent with two messages.`);
};

/** The file of a message that is there is there as well, unless who sent it was erased: an operator's files go with the operator. */
export const checkFilesKept: Check = (history) =>
  history.snapshots.flatMap(({ at, stored, objects }) => {
    const kept = new Set(objects.filter(({ content }) => content !== '').map(({ key }) => key));
    const erased = history.replay.lives.filter((life) => isErased(history, life));
    return stored.messages
      .filter(({ threadId, sender, expiresAt }) => {
        const isGone =
          erased.some((life) => life.threadId === threadId) || history.journal.erasing.includes(sender);
        return !isGone && expiresAt * 1_000 > at;
      })
      .flatMap((message) => filesIn(message).map((id) => ({ id, ...message })))
      .filter(({ id }) => !kept.has(`attachments/${id}`))
      .map(({ id, seq, threadId }) => `Attachments: ${id} of message ${seq} of ${threadId} is lost.`);
  });
