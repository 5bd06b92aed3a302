import type { ClientFrame, Message, ServerFrame } from '@switchboard/protocol';
import type { Cancel } from '../clock.ts';
import type { ChatClientError } from '../errors.ts';
import type { Requests } from '../requests/requests.ts';

/** What can be asked of a thread's history. */
export type HistoryRequest =
  /** The newest page: what a reader sees first. */
  | { readonly type: 'newest' }
  /** The page before the oldest that is shown. */
  | { readonly type: 'older'; readonly cursor: string }
  /** Everything after a moment, page by page: what was missed. */
  | { readonly type: 'missed'; readonly after: number; readonly cursor?: string };

export interface HistoryOptions {
  readonly threadId: string;
  /** Messages in a page. */
  readonly pageSize: number;
  readonly requests: Requests;
  readonly onPage: (request: HistoryRequest, page: HistoryPage) => void;
  /** A request was refused for good. */
  readonly onRefused: (request: HistoryRequest, error: ChatClientError) => void;
}

export interface HistoryPage
  extends Pick<ServerFrame<'history'>, 'owner' | 'waiting' | 'closed' | 'people' | 'readPositions'> {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** Where the same request goes on; absent on the last page. */
  readonly cursor?: string | undefined;
}

/** Asks for pages of a thread, one of each type at a time, and follows what was missed to its last page. */
export class History {
  readonly #options: HistoryOptions;
  readonly #pending = new Map<HistoryRequest['type'], { cancel: Cancel }>();

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** Asks for a page, unless one of the same type is asked for already. */
  request(request: HistoryRequest): void {
    if (!this.#pending.has(request.type)) this.#send(request);
  }

  /** The connection is gone: what is asked for next depends on what came meanwhile. Older pages are still wanted. */
  pause(): void {
    this.#forget('newest');
    this.#forget('missed');
  }

  close(): void {
    for (const type of [...this.#pending.keys()]) this.#forget(type);
  }

  #send(request: HistoryRequest): void {
    const { pageSize, requests, threadId } = this.#options;
    const entry = { cancel: (): void => {} };
    this.#pending.set(request.type, entry);
    const direction = request.type === 'missed' ? 'forward' : 'backward';
    entry.cancel = requests.send({
      frame: frameOf(request, threadId, pageSize),
      isAnswer: (frame) =>
        frame.event === 'history' && frame.threadId === threadId && frame.direction === direction,
      onAnswer: (frame) => this.#handlePage(request, frame as ServerFrame<'history'>),
      onFailure: (error) => {
        this.#pending.delete(request.type);
        this.#options.onRefused(request, error);
      },
    });
    // The connection may have been lost over the sending itself, and with it the wish for this page.
    if (this.#wasForgotten(entry)) entry.cancel();
  }

  #wasForgotten(entry: { readonly cancel: Cancel }): boolean {
    return ![...this.#pending.values()].includes(entry);
  }

  #handlePage(request: HistoryRequest, page: HistoryPage): void {
    const { cursor } = page;
    const next = request.type === 'missed' && cursor !== undefined ? { ...request, cursor } : undefined;
    if (!next) this.#pending.delete(request.type);
    this.#options.onPage(request, page);
    if (next) this.#send(next);
  }

  #forget(type: HistoryRequest['type']): void {
    this.#pending.get(type)?.cancel();
    this.#pending.delete(type);
  }
}

function frameOf(
  request: HistoryRequest,
  threadId: string,
  limit: number,
): ClientFrame<'history.get' | 'thread.resume'> {
  const page = { threadId, limit };
  if (request.type === 'newest') return { action: 'history.get', ...page };
  const { cursor } = request;
  if (request.type === 'older') return { action: 'history.get', direction: 'backward', cursor, ...page };
  return cursor === undefined
    ? { action: 'thread.resume', after: request.after, ...page }
    : { action: 'history.get', direction: 'forward', cursor, ...page };
}
