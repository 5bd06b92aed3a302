import { parseSenderKey, type Sender, senderKey } from '../sender/sender-key.ts';
import { isExpired } from '../time/expiry.ts';

/** What a token stands for. */
export interface TokenOwner extends Sender {
  readonly token: string;
  /** What the owner may be, for example `customer`; tokens of getOrCreateToken have none. */
  readonly role?: string;
  /** In epoch seconds; a token without it holds until it is revoked. */
  readonly expiresAt?: number;
}

/** A token that can be asked for again lies under its sender. */
export function stableKey(sender: Sender): { senderId: string } {
  return { senderId: senderKey(sender) };
}

/** An issued token lies under its hash: a sender has any number of them. */
export function issuedKey(hash: string): { senderId: string } {
  return { senderId: senderKey({ senderId: hash }, 'token') };
}

/** Names the issued tokens of a sender, so that they can all be revoked. */
export function registryKey(senderId: string): { senderId: string } {
  return { senderId: senderKey({ senderId }, 'tokens') };
}

const registryPrefix = 'token:';

/** The attribute of a registry that holds when the token with this hash expires. */
export function registryAttribute(hash: string): string {
  return `${registryPrefix}${hash}`;
}

/** The hashes that a registry names, with their expiry in epoch seconds. */
export function registeredTokens(registry: Record<string, unknown>): { hash: string; expiresAt: number }[] {
  return Object.entries(registry)
    .filter(([name]) => name.startsWith(registryPrefix))
    .map(([name, expiresAt]) => ({ hash: name.slice(registryPrefix.length), expiresAt: Number(expiresAt) }));
}

/** Who owns the stored token, or null once it has expired, whether or not DynamoDB has deleted it. */
export function readOwner(item: Record<string, unknown>, token: string, nowMs: number): TokenOwner | null {
  const { owner, page, role, expiresAt } = item;
  if (isExpired(item, nowMs)) return null;
  return {
    senderId: typeof owner === 'string' ? owner : parseSenderKey(String(item.senderId)).sender.senderId,
    token,
    ...(typeof page === 'string' && { pageId: page }),
    ...(typeof role === 'string' && { role }),
    ...(typeof expiresAt === 'number' && { expiresAt }),
  };
}
