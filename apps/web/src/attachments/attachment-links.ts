import type { AttachmentLink, ChatThread } from '@switchboard/chat-client';
import { limits } from '@switchboard/chat-client';

/** A link that expires sooner than this is replaced, in milliseconds. */
const marginMs = 60_000;

/** Gives links to the files of a thread: many that are asked for at once in one request, and each one as long as it holds. */
export class AttachmentLinks {
  readonly #thread: ChatThread;
  readonly #now: () => number;
  readonly #known = new Map<string, AttachmentLink>();
  readonly #wanted = new Set<string>();
  #asking: Promise<void> | undefined;

  /** @param now epoch milliseconds */
  constructor(thread: ChatThread, now: () => number) {
    this.#thread = thread;
    this.#now = now;
  }

  /** @returns `undefined` for a file that was deleted */
  async get(attachmentId: string): Promise<AttachmentLink | undefined> {
    const known = this.#known.get(attachmentId);
    if (known && known.expiresAt - marginMs > this.#now()) return known;
    this.#wanted.add(attachmentId);
    this.#asking ??= this.#ask();
    await this.#asking;
    return this.#known.get(attachmentId);
  }

  async #ask(): Promise<void> {
    // Everything that is drawn together asks together.
    await Promise.resolve();
    const ids = [...this.#wanted];
    this.#wanted.clear();
    this.#asking = undefined;
    for (let from = 0; from < ids.length; from += limits.attachmentLinks) {
      const links = await this.#thread.attachmentLinks(ids.slice(from, from + limits.attachmentLinks));
      for (const link of links) this.#known.set(link.attachmentId, link);
    }
  }
}
