import type { Entity } from './people-client.ts';

/** A stretch of a text in which the same entities hold. */
export interface TextPiece {
  readonly text: string;
  /** The outermost first. */
  readonly entities: readonly Entity[];
}

/** Cuts a text where an entity begins or ends. */
export function textPieces(text: string, entities: readonly Entity[]): readonly TextPiece[] {
  const ends = entities.flatMap(({ offset, length }) => [offset, offset + length]);
  const cuts = [...new Set([0, ...ends, text.length])].filter((cut) => cut >= 0 && cut <= text.length);
  cuts.sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => ({
    text: text.slice(start, cuts[index + 1]),
    entities: entities
      .filter(({ offset, length }) => offset <= start && start < offset + length)
      .toSorted((a, b) => b.length - a.length),
  }));
}
