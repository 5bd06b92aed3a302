import type { ServerFrame, ThreadRow } from '@switchboard/protocol';

/** A row of a thread whose customer waits for a person. */
export const row = (threadId: string, since: number, fields: Partial<ThreadRow> = {}): ThreadRow => ({
  threadId,
  waiting: 'human',
  since,
  owner: { type: 'queue' },
  customer: { userId: `customer of ${threadId}` },
  unread: 0,
  channel: 'web',
  ...fields,
});

export const changed = (change: ServerFrame<'queue.changed'>['change'], thread: ThreadRow) => ({
  event: 'queue.changed',
  change,
  ...thread,
});
