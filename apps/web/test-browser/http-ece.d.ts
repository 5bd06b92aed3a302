declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  /** Decrypts what a push service was given for a browser, as RFC 8188 and RFC 8291 say. */
  export function decrypt(
    content: Buffer,
    options: { readonly version: 'aes128gcm'; readonly privateKey: ECDH; readonly authSecret: string },
  ): Buffer;
}
