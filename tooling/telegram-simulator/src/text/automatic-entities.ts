import type { MessageEntity } from '@grammyjs/types';
import type { FormattedText } from './formatted-text.ts';

/** What Telegram marks by itself, in the order in which it is tried at each place. */
const patterns = [
  ['bot_command', String.raw`(?<![\w/.:-])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/])`],
  ['email', String.raw`(?<![\w.%+-])[\w.%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?![\w-])`],
  [
    'url',
    String.raw`(?<![\w@.])(?:https?://[^\s<>"]+|(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|de|example)(?:/[^\s<>"]*)?(?![\w.-]))`,
  ],
  ['mention', String.raw`(?<![\w@])@[a-zA-Z]\w{2,31}(?!\w)`],
  ['hashtag', String.raw`(?<![\w#])#[\p{L}\d_]*\p{L}[\p{L}\d_]*`],
] as const;

const pattern = new RegExp(patterns.map(([, source], index) => `(?<k${index}>${source})`).join('|'), 'giu');

/** Entities that nothing else is marked in. */
const closed: ReadonlySet<MessageEntity['type']> = new Set(['code', 'pre', 'text_link', 'text_mention']);

/** Adds the commands, addresses and links that Telegram finds in a text by itself. */
export function withAutomaticEntities({ text, entities }: FormattedText): FormattedText {
  const taken = entities.filter(({ type }) => closed.has(type));
  const found = [...text.matchAll(pattern)].flatMap((match): MessageEntity[] => {
    const index = patterns.findIndex((_, at) => match.groups?.[`k${at}`] !== undefined);
    const type = patterns[index]?.[0];
    const trimmed = type === 'url' ? match[0].replace(/[.,!?;:)\]']+$/, '') : match[0];
    const entity = { offset: match.index, length: trimmed.length };
    const isFree = !taken.some(
      ({ offset, length }) => offset < entity.offset + entity.length && entity.offset < offset + length,
    );
    return type !== undefined && isFree ? [{ type, ...entity }] : [];
  });
  const all = [...entities, ...found].toSorted(
    (left, right) => left.offset - right.offset || right.length - left.length,
  );
  return { text, entities: all };
}
