import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** The form in which the table holds a token: reading the table gives nobody a token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Encrypts a token (AES-256-GCM) so that reading it takes the secret, and it opens only for the sender that it was made for. */
export function sealToken(secret: string, sender: string, token: string): string {
  const iv = randomBytes(ivBytes);
  const sealing = createCipheriv(cipher, sealingKey(secret), iv).setAAD(Buffer.from(sender));
  const sealed = [sealing.update(token, 'utf8'), sealing.final()];
  return Buffer.concat([iv, sealing.getAuthTag(), ...sealed]).toString('base64url');
}

/** @throws {Error} if it was sealed with another secret or for another sender */
export function openToken(secret: string, sender: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const iv = bytes.subarray(0, ivBytes);
  const opening = createDecipheriv(cipher, sealingKey(secret), iv).setAAD(Buffer.from(sender));
  opening.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([opening.update(bytes.subarray(ivBytes + tagBytes)), opening.final()]).toString();
}

function sealingKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'switchboard token seal', 32));
}
