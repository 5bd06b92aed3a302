import type { MessageEntity } from '@grammyjs/types';

/** A text and what is marked in it. Offsets and lengths count UTF-16 code units. */
export interface FormattedText {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

/** The markup cannot be parsed. The message is what Telegram answers after `can't parse entities: `. */
export class MarkupError extends Error {
  override readonly name = 'MarkupError';
}

/** Telegram counts bytes of UTF-8 where it says at which place the markup is wrong. */
export const byteOffset = (text: string, index: number): number => Buffer.byteLength(text.slice(0, index));

/** An entity without its place. */
export type EntityKind = MessageEntity extends infer Entity
  ? Entity extends MessageEntity
    ? Omit<Entity, 'offset' | 'length'>
    : never
  : never;

/** What is marked from `start` to `end`. */
export interface Span {
  readonly kind: EntityKind;
  readonly start: number;
  readonly end: number;
}

/** @returns the entities in Telegram's order: by their start, and the longer one first */
export const entitiesOf = (spans: readonly Span[]): MessageEntity[] =>
  spans
    .toSorted((left, right) => left.start - right.start || right.end - left.end)
    .map(({ kind, start, end }) => ({ ...kind, offset: start, length: end - start }) as MessageEntity);

/** What a link in a message becomes: a mention of a user, a link, or nothing where Telegram does not take the address. */
export function linkKind(address: string): EntityKind | undefined {
  const userId = /^tg:\/\/user\?id=(\d+)$/.exec(address)?.[1];
  if (userId !== undefined) {
    return {
      type: 'text_mention',
      user: { id: Number(userId), is_bot: false, first_name: `User ${userId}` },
    };
  }
  const url = checkedLink(address);
  return url === undefined ? undefined : { type: 'text_link', url };
}

const schemes = new Set(['http:', 'https:', 'ftp:', 'tg:', 'ton:']);

/** @returns the link as Telegram stores it, `undefined` where Telegram does not take it for one */
export function checkedLink(address: string): string | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `http://${address}`;
  const url = URL.parse(withScheme);
  if (url === null) return undefined;
  const { protocol, hostname, href } = url;
  if (!schemes.has(protocol)) return undefined;
  return protocol.startsWith('http') && !hostname.includes('.') ? undefined : href;
}

/** @throws {MarkupError} */
export function customEmojiKind(id: string): EntityKind {
  if (/^[1-9]\d*$/.test(id)) return { type: 'custom_emoji', custom_emoji_id: id };
  throw new MarkupError('Invalid custom emoji identifier specified');
}
