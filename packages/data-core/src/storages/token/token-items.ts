import { parseSenderKey, type Sender, senderKey } from '../../shared/keys/sender-key.ts';
import { isExpired } from '../../shared/time/expiry.ts';
import { sessionOfToken } from './issued-token.ts';

/** What a token stands for. */
export interface TokenOwner extends Sender {
  readonly token: string;
  /**
   * Names an issued token without being one: it may be stored, logged and shown, and is the same for as long as the token lives. Tokens of
   * getOrCreateToken have none.
   */
  readonly sessionId?: string;
  /** What the owner may be, for example `customer`; tokens of getOrCreateToken have none. */
  readonly role?: string;
  /** In epoch seconds; a token without it holds until it is revoked. */
  readonly expiresAt?: number;
}

/** A token that can be asked for again lies under its sender. */
export function stableKey(sender: Sender): { senderId: string } {
  return { senderId: senderKey(sender) };
}

/** Who owns the stored token, or null once it has expired, whether or not DynamoDB has deleted it. */
export function readOwner(item: Record<string, unknown>, token: string, nowMs: number): TokenOwner | null {
  const { owner, page, role, expiresAt } = item;
  const sessionId = sessionOfToken(token);
  if (isExpired(item, nowMs)) return null;
  return {
    senderId: typeof owner === 'string' ? owner : parseSenderKey(String(item.senderId)).sender.senderId,
    token,
    ...(sessionId !== undefined && { sessionId }),
    ...(typeof page === 'string' && { pageId: page }),
    ...(typeof role === 'string' && { role }),
    ...(typeof expiresAt === 'number' && { expiresAt }),
  };
}
