import { createHash } from 'node:crypto';

/** The least time that a token is remembered, in milliseconds: as long as DynamoDB remembers tokens of transactions. */
const windowMs = 10 * 60 * 1000;

/**
 * Tokens are remembered by windows of time: those of the window `tokenWindow` lie in `tokens`, those of the one before in
 * `tokensBefore`. The next window takes the place of both, so that they never grow without bound.
 */
export const tokenWindow = (nowMs: number): number => Math.floor(nowMs / windowMs);

/** The short form of a token that is stored. The same token always has the same mark. */
export const tokenMark = (token: string): string =>
  createHash('sha256').update(token).digest('base64url').slice(0, 16);

/** Whether the counter that refused an increment has counted it before. */
export function wasCounted(item: Readonly<Record<string, unknown>>, token: string): boolean {
  const mark = tokenMark(token);
  return [item.tokens, item.tokensBefore].some((tokens) => tokens instanceof Set && tokens.has(mark));
}
