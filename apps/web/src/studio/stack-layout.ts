import type { StackNode, StackNodeKind, StackView } from './studio-client.ts';

export interface PlacedNode extends StackNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From left to right: what comes in, what takes messages, functions, what keeps things. */
const columnOf: Readonly<Record<StackNodeKind, number>> = {
  source: 0,
  topic: 0,
  queue: 0,
  function: 1,
  table: 2,
  bucket: 2,
};

const columns = [0, 1, 2];

const box = { width: 230, height: 28, gapX: 150, gapY: 8, top: 8 };

/**
 * Puts the parts of a stack into columns. Each stands near what it has to do with, so that lines cross less: functions by what invokes them,
 * tables by the functions that use them.
 */
export function layOut({ nodes, edges }: StackView): {
  readonly nodes: readonly PlacedNode[];
  readonly width: number;
  readonly height: number;
} {
  const rows = new Map<string, number>();
  const placed: PlacedNode[] = [];
  const neighbours = (id: string): readonly number[] =>
    edges.flatMap(({ from, to }) => {
      const row = from === id ? rows.get(to) : to === id ? rows.get(from) : undefined;
      return row ?? [];
    });
  const centre = (id: string): number => {
    const near = neighbours(id);
    return near.length === 0
      ? Number.MAX_SAFE_INTEGER
      : near.reduce((sum, row) => sum + row, 0) / near.length;
  };
  /** A queue that nothing receives from holds dead letters. */
  const isEnd = ({ id, kind }: StackNode): boolean =>
    kind === 'queue' && !edges.some(({ from }) => from === id);
  for (const column of columns) {
    const inColumn = nodes.filter((node) => (isEnd(node) ? 2 : columnOf[node.kind]) === column);
    const ordered =
      column === 0
        ? inColumn
        : inColumn.toSorted((a, b) => Number(isEnd(a)) - Number(isEnd(b)) || centre(a.id) - centre(b.id));
    for (const [row, node] of ordered.entries()) {
      rows.set(node.id, row);
      placed.push({
        ...node,
        x: column * (box.width + box.gapX),
        y: box.top + row * (box.height + box.gapY),
        width: box.width,
        height: box.height,
      });
    }
  }
  const height = Math.max(0, ...placed.map(({ y }) => y)) + box.height + box.top;
  return { nodes: placed, width: columns.length * (box.width + box.gapX) - box.gapX, height };
}
