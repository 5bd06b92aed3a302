import { type CostLine, costText } from '../test/costs/cost-line.ts';
import type { PeerCost } from './peers/peer-costs.ts';

const header = ['operation', 'floor', 'data-core', 'peer'];

/** The measured costs as a table in Markdown. */
export function costTable(lines: readonly CostLine[], peers: readonly PeerCost[]): string {
  const rows = lines.map(({ operation, floor, measured }) => [
    operation,
    costText(floor),
    costText(measured),
    peers
      .filter((peer) => peer.operation === operation)
      .map(({ peer, measured: cost }) => `${peer} ${costText(cost)}`)
      .join(', '),
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
