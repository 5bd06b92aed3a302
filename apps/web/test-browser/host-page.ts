import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostPageOptions {
  /** Where the chat is served. */
  readonly chat: string;
  /** Attributes of the script tag. */
  readonly attributes?: string;
  /** What the page runs before the chat's script, and its style. */
  readonly script?: string;
  readonly style?: string;
}

/** A site of somebody else, which embeds the chat: with a content security policy of the documented directives alone. */
export class HostPage {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async serve({ chat, attributes = '', script = '', style = '' }: HostPageOptions): Promise<HostPage> {
    const policy = [
      "default-src 'none'",
      `script-src 'self' ${chat}`,
      "style-src 'self'",
      "img-src 'self'",
      `frame-src ${chat}`,
    ].join('; ');
    const files: Readonly<Record<string, readonly [string, string]>> = {
      '/': [
        'text/html',
        `<!doctype html><html lang="en"><head><title>Shop</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="/style.css"><script src="/script.js"></script>
        <script src="${chat}/widget.js" ${attributes} defer></script></head>
        <body><main><h1>Teas and more</h1><p>We sell tea.</p><button>Add to cart</button></main></body></html>`,
      ],
      '/style.css': ['text/css', style],
      '/script.js': ['text/javascript', script],
    };
    const server = createServer((request, response) => {
      const [type, text] = files[new URL(request.url ?? '/', 'http://host').pathname] ?? ['text/plain', ''];
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new HostPage(server);
  }

  get address(): string {
    // Another site than the platform's, whose pages are at 127.0.0.1.
    return `http://localhost:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
