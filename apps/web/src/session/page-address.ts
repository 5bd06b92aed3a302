/** What the page's own address asks for: `?user=ada&thread=t1` lets a tab be anyone where the platform allows it. */
export interface PageAddress {
  readonly userId?: string;
  readonly threadId?: string;
}

export function parsePageAddress(search: string): PageAddress {
  const parameters = new URLSearchParams(search);
  const userId = parameters.get('user')?.trim();
  const threadId = parameters.get('thread')?.trim();
  return { ...(userId ? { userId } : {}), ...(threadId ? { threadId } : {}) };
}

/** The query of an address that names another thread: a reload shows it again. */
export function withThread(search: string, threadId: string): string {
  const parameters = new URLSearchParams(search);
  parameters.set('thread', threadId);
  return `?${parameters}`;
}
