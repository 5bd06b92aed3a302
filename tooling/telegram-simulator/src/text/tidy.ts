import type { MessageEntity } from '@grammyjs/types';
import type { FormattedText } from './formatted-text.ts';

/** Removes white space around a text, as Telegram does, and whatever was marked only there. */
export function trimmed({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length;
  const kept = text.trim();
  const moved = entities.flatMap((entity): MessageEntity[] => {
    const from = Math.max(entity.offset - start, 0);
    const to = Math.min(entity.offset - start + entity.length, kept.length);
    return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
  });
  return { text: kept, entities: moved };
}

const mergeable: ReadonlySet<MessageEntity['type']> = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
]);

/** Makes one of neighbours of the same kind, and drops what is marked inside code. */
export function simplified({ text, entities }: FormattedText): FormattedText {
  const kept: MessageEntity[] = [];
  for (const entity of entities) {
    const isInCode = kept.some((other) => isCode(other) && entity.offset < other.offset + other.length);
    const neighbour = kept.findIndex(
      (other) =>
        other.type === entity.type &&
        mergeable.has(entity.type) &&
        other.offset + other.length >= entity.offset,
    );
    const merged = kept[neighbour];
    if (merged) {
      const end = Math.max(merged.offset + merged.length, entity.offset + entity.length);
      kept[neighbour] = { ...merged, length: end - merged.offset };
    } else if (!isInCode) kept.push(entity);
  }
  return { text, entities: kept };
}

const isCode = ({ type }: MessageEntity): boolean => type === 'code' || type === 'pre';
