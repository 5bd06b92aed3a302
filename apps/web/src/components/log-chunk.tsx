import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chunk } from '../conversation/chunks.ts';
import type { MessageActions } from './message-actions.ts';
import { StableMessageRow } from './message-row.tsx';
import { OtherRow } from './other-row.tsx';

interface LogChunkProps {
  readonly chunk: Chunk;
  readonly actions: MessageActions;
  /** What became of the reader's newest message, by the key of its row. */
  readonly fates: ReadonlyMap<string, 'sent' | 'seen'>;
  /** Messages that have come while the reader looked on (`seq`). */
  readonly live: ReadonlySet<number>;
  readonly now: () => number;
}

/** Chunks within this distance of the visible part are drawn, so that scrolling shows no gap. */
const nearby = '1600px 0px';

/**
 * Some messages of a conversation. Far from what the reader sees, they are an empty place of the same height, so that a page
 * with ten thousand messages is as quick as one with a hundred.
 */
export function LogChunk({ chunk, actions, fates, live, now }: LogChunkProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const [placePx, setPlacePx] = useState<number>();
  useLayoutEffect(() => {
    const place = element.current;
    const log = place?.closest('[role="log"]');
    if (!place || !log) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (!entry) return;
        const { height } = entry.boundingClientRect;
        // A message that has the focus stays, and a page that is not shown has no heights.
        const stays = entry.isIntersecting || height === 0 || place.contains(document.activeElement);
        setPlacePx((shown) => (stays ? undefined : (shown ?? height)));
      },
      { root: log, rootMargin: nearby },
    );
    observer.observe(place);
    return () => observer.disconnect();
  }, []);
  return (
    <div class="chunk" ref={element} style={placePx === undefined ? undefined : { height: `${placePx}px` }}>
      {placePx === undefined &&
        // Memos are for operators, who have a log of their own.
        chunk.rows.map((row) =>
          row.type === 'memo' ? null : row.type === 'bubble' ? (
            <StableMessageRow
              key={row.key}
              row={row}
              actions={actions}
              fate={fates.get(row.key)}
              live={row.seq !== undefined && live.has(row.seq)}
            />
          ) : (
            <OtherRow key={row.key} row={row} now={now} />
          ),
        )}
    </div>
  );
}
