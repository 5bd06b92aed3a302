import { createHash } from 'node:crypto';
import { senderKey } from '../../shared/keys/sender-key.ts';

/**
 * A session is one issued token. Its id is `<digest of the sender>.<number>`, the number counting the sender's tokens; it says where the
 * token lies and is no secret. The token is the id and a secret: `<session id>.<secret>`.
 */
const issuedForm = /^([\w-]{22}\.[1-9]\d{0,15})\../;

/** Tells the senders' sessions apart: 128 bits are enough for no two senders to share it. */
export function sessionIdOf(senderId: string, number: number): string {
  return `${createHash('sha256').update(senderId).digest('base64url').slice(0, 22)}.${number}`;
}

/** The session that a token belongs to; undefined for a token that `issueToken` did not make. */
export function sessionOfToken(token: string): string | undefined {
  return issuedForm.exec(token)?.[1];
}

export function issuedToken(sessionId: string, secret: string): string {
  return `${sessionId}.${secret}`;
}

/** Where the token of a session lies. */
export function sessionKey(sessionId: string): { senderId: string } {
  return { senderId: senderKey({ senderId: sessionId }, 'token') };
}
