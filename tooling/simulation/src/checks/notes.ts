import { type Check, isErased } from './history.ts';

/** How long notes are kept at least, milliseconds: less than a day. */
const keptMs = 20 * 60 * 60_000;

/** A note that its author was told is stored is there once, unless the customer or the thread is gone. */
export const checkNotes: Check = (history) =>
  history.snapshots.flatMap(({ step, at, stored }) =>
    history.journal.notes
      .filter((note) => note.step <= step && at - note.at < keptMs)
      .filter(
        ({ threadId }) =>
          !history.replay.lives.some((life) => life.threadId === threadId && isErased(history, life)),
      )
      .flatMap(({ threadId, noteId, text }) => {
        const copies = stored.items.partitionedKeys.filter(
          (item) => item.partitionKey === `notes.${threadId}` && item.noteId === noteId,
        );
        const isThere = copies.length === 1 && copies[0]?.text === text;
        return isThere ? [] : [`Notes: ${noteId} of ${threadId} is stored ${copies.length} times.`];
      }),
  );
