import type { IncomingMessage, ServerResponse } from 'node:http';

/** Tells open pages that a bot was reloaded, or why it was not. */
export interface PageNotice {
  tell(text: string): void;
  /** @returns whether the request was one for notices, and is answered */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
}

const eventsPath = '/_reload/notices';
const scriptPath = '/_reload/notices.js';

/** Added to every page that is served. Pages of a deployed environment do not have it. */
export const noticeTag = `<script src="${scriptPath}" defer></script>\n`;

/** Shows each notice for some seconds at the edge of the page. */
const script = `
const line = document.createElement('output');
Object.assign(line.style, {
  position: 'fixed', insetInlineStart: '50%', insetBlockStart: '8px', transform: 'translateX(-50%)', zIndex: '2147483647', maxWidth: '90vw',
  padding: '6px 12px', borderRadius: '6px', background: '#222', color: '#fff', font: '13px/1.4 ui-monospace, monospace',
  whiteSpace: 'pre-wrap', display: 'none',
});
line.setAttribute('aria-live', 'polite');
document.body.append(line);
let timer;
new EventSource('${eventsPath}').addEventListener('message', ({ data }) => {
  line.textContent = JSON.parse(data);
  line.style.display = 'block';
  clearTimeout(timer);
  timer = setTimeout(() => { line.style.display = 'none'; }, line.textContent.includes('\\n') ? 15000 : 3000);
});
`;

export function createPageNotice(): PageNotice {
  const pages = new Set<ServerResponse>();
  return {
    tell: (text) => {
      for (const page of pages) page.write(`data: ${JSON.stringify(text)}\n\n`);
    },
    answer: ({ url }, response) => {
      if (url === scriptPath) {
        response.writeHead(200, {
          'content-type': 'text/javascript; charset=utf-8',
          'cache-control': 'no-cache',
        });
        response.end(script);
        return true;
      }
      if (url !== eventsPath) return false;
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.flushHeaders();
      pages.add(response);
      response.on('close', () => pages.delete(response));
      return true;
    },
  };
}
