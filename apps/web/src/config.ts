/** Where the platform is; `/config.json`, beside the page, says it. */
export interface PageConfig {
  /** The WebSocket API's stage, for example `wss://host/prod`. */
  readonly ws: string;
  /** The HTTP API, for example `https://host`. */
  readonly http: string;
}

/** `/config.json` is missing or does not name both addresses: the page was published without it. */
export class PageConfigError extends Error {
  readonly code = 'config.invalid';
  override readonly name = 'PageConfigError';
}

/** @throws {PageConfigError} */
export async function fetchConfig(fetch: typeof globalThis.fetch): Promise<PageConfig> {
  const response = await fetch('/config.json', { cache: 'no-store' });
  if (!response.ok) throw new PageConfigError(`/config.json was answered with status ${response.status}.`);
  return parseConfig(await response.json());
}

function parseConfig(value: unknown): PageConfig {
  const { ws, http } = (value ?? {}) as Partial<Record<keyof PageConfig, unknown>>;
  if (typeof ws !== 'string' || typeof http !== 'string') {
    throw new PageConfigError('/config.json must be {"ws": "wss://...", "http": "https://..."}.');
  }
  return { ws, http: http.replace(/\/$/, '') };
}
