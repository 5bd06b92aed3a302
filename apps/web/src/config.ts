import type { Brand } from '@switchboard/declarations/brand';
import { parseBrand } from './brand/parse-brand.ts';

/** Where the platform is and how the page presents itself; read from `/config.json` next to the page. */
export interface PageConfig {
  /** The WebSocket API's stage, for example `wss://host/prod`. */
  readonly ws: string;
  /** The HTTP API, for example `https://host`. */
  readonly http: string;
  readonly brand: Brand;
}

/** `/config.json` is missing or wrong: the page was published without it. `problems` says everything that is wrong. */
export class PageConfigError extends Error {
  readonly code = 'config.invalid';
  override readonly name = 'PageConfigError';
}

/**
 * @param fetch the browser's
 * @throws {PageConfigError}
 */
export async function fetchConfig(fetch: typeof globalThis.fetch): Promise<PageConfig> {
  const response = await fetch('/config.json', { cache: 'no-store' });
  if (!response.ok) throw new PageConfigError(`/config.json was answered with status ${response.status}.`);
  return parseConfig(await response.json());
}

function parseConfig(value: unknown): PageConfig {
  const { ws, http, brand } = (value ?? {}) as Partial<Record<keyof PageConfig, unknown>>;
  if (typeof ws !== 'string' || typeof http !== 'string') {
    throw new PageConfigError('/config.json must be {"ws": "wss://...", "http": "https://..."}.');
  }
  const parsed = parseBrand(brand ?? {});
  if (parsed.problems.length > 0) throw new PageConfigError(`/config.json: ${parsed.problems.join('; ')}.`);
  return { ws, http: http.replace(/\/$/, ''), brand: parsed.brand };
}
