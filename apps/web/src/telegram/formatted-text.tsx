import type { ComponentChildren, JSX } from 'preact';
import { safeHref } from '../text/safe-href.ts';
import type { Entity, SeenMessage } from './people-client.ts';
import { textPieces } from './text-pieces.ts';

/** A message's text as Telegram shows it. */
export const FormattedText = ({ text, entities }: Pick<SeenMessage, 'text' | 'entities'>): JSX.Element => (
  <p class="player-text">
    {textPieces(text, entities).map((piece) =>
      piece.entities.reduceRight<ComponentChildren>(
        (inner, entity) => wrap(entity, piece.text, inner),
        piece.text,
      ),
    )}
  </p>
);

const tags: Readonly<Record<string, 'b' | 'i' | 'u' | 's' | 'code' | 'blockquote'>> = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'code',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};

function wrap({ type, url }: Entity, text: string, inner: ComponentChildren): ComponentChildren {
  const href = safeHref(type === 'email' ? `mailto:${text}` : (url ?? (type === 'url' ? text : '')));
  if (href !== undefined) {
    return (
      <a href={href} target="_blank" rel="noreferrer">
        {inner}
      </a>
    );
  }
  const Tag = tags[type];
  return Tag === undefined ? inner : <Tag>{inner}</Tag>;
}
