import type { ChatSnapshot } from '@switchboard/chat-client';
import type { Row } from './rows.ts';

/** What became of the reader's newest message. */
export function fatesOf(rows: readonly Row[], { reads, userId }: ChatSnapshot): Map<string, 'sent' | 'seen'> {
  const seenByOthers = Math.max(0, ...[...reads].map(([reader, seq]) => (reader === userId ? 0 : seq)));
  const own = rows.findLast((row) => row.type === 'bubble' && row.speaker.kind === 'self');
  if (own?.type !== 'bubble' || own.seq === undefined) return new Map();
  return new Map([[own.key, own.seq <= seenByOthers ? 'seen' : 'sent']]);
}
