import type { BrowserContext, WebSocketRoute } from 'playwright-core';

/** Lets a test send frames to the pages of a context, between those of the platform. */
export async function interject(
  context: BrowserContext,
): Promise<{ readonly send: (frame: Readonly<Record<string, unknown>>) => void }> {
  const pages: WebSocketRoute[] = [];
  await context.routeWebSocket(/./, (page) => {
    page.connectToServer();
    pages.push(page);
  });
  return {
    send: (frame) => {
      for (const page of pages) page.send(JSON.stringify(frame));
    },
  };
}
