import type { ChatSnapshot } from '@switchboard/chat-client';

/** Whose conversation it is, from where an operator stands. */
export type Standing =
  | { readonly kind: 'mine' | 'bot' | 'closed' | 'unknown' }
  | { readonly kind: 'theirs'; readonly userId: string | undefined }
  | { readonly kind: 'queue'; readonly failed: boolean };

type Known = Pick<ChatSnapshot, 'owner' | 'operatorId' | 'waiting' | 'closed' | 'history'>;

export function standingOf({ owner, operatorId, waiting, closed, history }: Known, me: string): Standing {
  if (!history.loaded) return { kind: 'unknown' };
  if (closed) return { kind: 'closed' };
  if (owner === 'operator') {
    return operatorId === me ? { kind: 'mine' } : { kind: 'theirs', userId: operatorId };
  }
  if (waiting === 'failed') return { kind: 'queue', failed: true };
  return owner === 'queue' || waiting === 'human' ? { kind: 'queue', failed: false } : { kind: 'bot' };
}
