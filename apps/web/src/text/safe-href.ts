import { parseUrl } from './parse-url.ts';

const safeProtocols: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:', 'tel:']);

/** @returns the address if it can be followed without running anything, or `undefined` */
export function safeHref(address: string): string | undefined {
  const url = parseUrl(address);
  return url !== undefined && safeProtocols.has(url.protocol) ? url.href : undefined;
}
