import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { duration, units } from './format.ts';
import { RecordDetails } from './record-details.tsx';
import type { Exchange, StudioClient, TimelineRow } from './studio-client.ts';

interface WaterfallProps {
  readonly client: StudioClient;
  readonly exchange: Exchange;
}

/** The width of a drawing; it is stretched to the place that it has. */
const width = 1000;

/** Shorter bars are drawn this long, so that they are visible. */
const shortestBar = 4;

/** What came in and everything that it caused, over time. */
export function Waterfall({ client, exchange }: WaterfallProps): JSX.Element {
  const [chosen, setChosen] = useState<number>();
  const spanMs = Math.max(exchange.durationMs, 1);
  const x = (at: number): number => Math.min(width, Math.max(0, ((at - exchange.at) / spanMs) * width));
  return (
    <div class="waterfall">
      <Axis spanMs={spanMs} />
      <ol class="waterfall-rows" aria-label="From the message to the reply">
        {exchange.rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              class="waterfall-row"
              aria-expanded={row.id === chosen}
              data-depth={Math.min(row.depth, 6)}
              onClick={() => setChosen(row.id === chosen ? undefined : row.id)}
            >
              <span class="waterfall-label">
                <i class="waterfall-dot" data-colour={colourOf(row)} />
                <b>{row.label}</b> <span class="studio-soft">{row.detail}</span>
              </span>
              <svg
                class="waterfall-bar"
                viewBox={`0 0 ${width} 20`}
                preserveAspectRatio="none"
                aria-hidden="true"
              >
                <Bar row={row} x={x} />
              </svg>
              <span class="waterfall-numbers">{numbersOf(row, exchange.at)}</span>
              {row.error !== null && <span class="waterfall-error">{row.error}</span>}
            </button>
            {row.id === chosen && <RecordDetails client={client} id={row.id} />}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Whole steps that give about five marks. */
function stepOf(spanMs: number): number {
  const rough = spanMs / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
}

function Axis({ spanMs }: { readonly spanMs: number }): JSX.Element {
  const step = stepOf(spanMs);
  const marks = Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step);
  return (
    <div class="waterfall-axis" aria-hidden="true">
      <svg viewBox={`0 0 ${width} 18`} preserveAspectRatio="none" aria-hidden="true">
        {marks.map((ms) => (
          <line key={ms} x1={(ms / spanMs) * width} x2={(ms / spanMs) * width} y1="12" y2="18" />
        ))}
      </svg>
      {marks.map((ms) => (
        <span key={ms} style={{ insetInlineStart: `${(ms / spanMs) * 100}%` }}>
          {ms === 0 ? '0' : duration(ms)}
        </span>
      ))}
    </div>
  );
}

function Bar({ row, x }: { readonly row: TimelineRow; readonly x: (at: number) => number }): JSX.Element {
  const begin = x(row.at);
  const work = x(row.at + row.waitedMs);
  const end = row.durationMs === null ? width : x(row.at + row.waitedMs + row.durationMs);
  const length = Math.max(end - work, shortestBar);
  return (
    <>
      {work - begin > 1 && <rect class="waterfall-wait" x={begin} y="7" width={work - begin} height="6" />}
      <rect
        data-colour={colourOf(row)}
        x={Math.min(work, width - length)}
        y="3"
        width={length}
        height="14"
        rx="2"
      />
    </>
  );
}

const colourOf = ({ error, kind, service }: TimelineRow): string => {
  if (error !== null) return 'error';
  if (kind !== 'call') return kind;
  if (service === 'dynamodb') return 'table';
  return service === 'execute-api' ? 'frame' : 'message';
};

function numbersOf(row: TimelineRow, from: number): string {
  const after = `+${duration(Math.max(0, row.at - from))}`;
  const took = row.durationMs === null ? 'running' : row.durationMs > 0 ? duration(row.durationMs) : '';
  const waited = row.waitedMs >= 5 ? `waited ${duration(row.waitedMs)}` : '';
  const spent = [
    row.readUnits > 0 ? `${units(row.readUnits)} RCU` : '',
    row.writeUnits > 0 ? `${units(row.writeUnits)} WCU` : '',
  ];
  return [after, waited, took, ...spent].filter(Boolean).join(' · ');
}
