import type { Addresses } from '../addresses.ts';

export interface BannerOptions {
  readonly version: string;
  /** From the start of the process until it was ready, in milliseconds. */
  readonly readyMs: number;
  readonly addresses: Addresses;
  /** The pages other than the chat, by name and path: `{"Console": "/console/"}`. */
  readonly pages: Readonly<Record<string, string>>;
  /** The bot that answers; `undefined` where no function names one. */
  readonly bot: string | undefined;
  /** The folder that keeps data; `undefined`: nothing is kept. */
  readonly dataFolder: string | undefined;
  readonly colours: boolean;
}

/** What a person sees when the platform is ready: where to go, what runs, how to stop it. */
export function bannerLines(options: BannerOptions): readonly string[] {
  const { version, readyMs, addresses, pages, bot, dataFolder, colours } = options;
  const bold = (text: string): string => (colours ? `\u001b[1m${text}\u001b[0m` : text);
  const rows: readonly (readonly [name: string, value: string | null | undefined])[] = [
    // Without a WebSocket API there is nothing to chat with: the stack is another project's.
    ['Chat', addresses.ws && addresses.web],
    ...Object.entries(pages).map(([name, path]) => [name, `${addresses.web}${path}`] as const),
    ['HTTP API', addresses.http],
    ['WebSocket', addresses.ws],
    ['AWS', `${addresses.aws}  (access key local, secret local)`],
    ['Mail', addresses.smtp],
    ['Bot API', addresses.telegram],
    ['Bot', bot],
    ['Data', dataFolder ?? 'in memory: nothing is kept'],
  ];
  return [
    '',
    `  ${bold(`Switchboard ${version}`)}  ready in ${(readyMs / 1000).toFixed(2)} s`,
    '',
    ...rows.flatMap(([name, value]) => (value ? [`  ${name.padEnd(11)}${value}`] : [])),
    '',
    '  Ctrl+C stops it.',
    '',
  ];
}

/** The last words. */
export const stoppedLine = (dataFolder: string | undefined): string =>
  dataFolder === undefined ? 'Stopped. Nothing was kept.' : `Stopped. Data is kept in ${dataFolder}.`;
