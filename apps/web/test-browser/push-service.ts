import { createECDH, type ECDH, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decrypt } from 'http_ece';

/** What a browser says when it has subscribed. */
interface Subscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

interface Browser {
  readonly keys: ECDH;
  readonly auth: string;
  readonly deliver: (text: string) => Promise<unknown>;
}

/** A push service, as each vendor of browsers has one: it takes encrypted messages, which only the subscribed browser can read. */
export class PushService {
  /** What came, decrypted as the browser does it. */
  readonly received: unknown[] = [];
  /** Who pushed, as the authorization says. */
  readonly senders: string[] = [];
  readonly #browsers: Browser[] = [];
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const browser = this.#browsers[Number(request.url?.split('/').at(-1))];
      if (!browser) return response.writeHead(410).end();
      this.senders.push(request.headers.authorization ?? '');
      const text = decrypt(Buffer.concat(chunks), {
        version: 'aes128gcm',
        privateKey: browser.keys,
        authSecret: browser.auth,
      }).toString();
      this.received.push(JSON.parse(text));
      browser.deliver(text).then(
        () => response.writeHead(201).end(),
        () => response.writeHead(500).end(),
      );
      return response;
    });
  });

  static async start(): Promise<PushService> {
    const service = new PushService();
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  /** @param deliver brings a decrypted message to the browser's service worker */
  subscribe(deliver: Browser['deliver']): Subscription {
    const keys = createECDH('prime256v1');
    keys.generateKeys();
    const auth = randomBytes(16).toString('base64url');
    const number = this.#browsers.push({ keys, auth, deliver }) - 1;
    const { port } = this.#server.address() as AddressInfo;
    return {
      endpoint: `http://127.0.0.1:${port}/push/${number}`,
      keys: { p256dh: keys.getPublicKey('base64url'), auth },
    };
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
