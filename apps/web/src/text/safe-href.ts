const safeProtocols: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:', 'tel:']);

/** @returns the address if it can be followed without running anything, or `undefined` */
export function safeHref(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { href, protocol } = new URL(address);
  return safeProtocols.has(protocol) ? href : undefined;
}
