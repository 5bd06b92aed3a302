import type { ThreadRow } from '@switchboard/protocol';
import { emptyList, type ThreadList, withPage } from './thread-list.ts';

export interface ThreadPage {
  readonly threads: readonly ThreadRow[];
  readonly cursor?: string | undefined;
}

export interface ListLoaderOptions {
  readonly fetchPage: (cursor: string | undefined) => Promise<ThreadPage>;
  readonly get: () => ThreadList;
  readonly set: (list: ThreadList) => void;
  /** A page could not be fetched. The list stays as it is. */
  readonly onFailure: (error: unknown) => void;
}

/** The most rows that are loaded again: after a network failure, every console does so at once. */
const mostReloaded = 200;

/** @param isLate whether the list is a page that was perhaps read after what changes it */
type ListChange = (list: ThreadList, isLate: boolean) => ThreadList;

/** Loads a list page by page, and changes what is shown. */
export class ListLoader {
  readonly #options: ListLoaderOptions;
  #cursor: string | undefined;
  /** Changes since the page that is on its way was asked for: it may have been read before them. */
  #missed: ListChange[] = [];
  /** Which loading is under way: a page of an earlier one is late. */
  #generation = 0;

  constructor(options: ListLoaderOptions) {
    this.#options = options;
  }

  /** Changes the list, and the page that is on its way when it comes. */
  change(change: ListChange): void {
    const { get, set } = this.#options;
    if (get().loading) this.#missed.push(change);
    set(change(get(), false));
  }

  /** Loads the list again, up to as many rows as it shows and no more than 200, and replaces it at once. */
  async reload(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const wanted = Math.min(this.#options.get().rows.length, mostReloaded);
    this.#begin();
    let fresh = emptyList;
    let cursor: string | undefined;
    do {
      const page = await this.#fetch(cursor, generation);
      if (!page) return;
      cursor = page.cursor;
      fresh = withPage(fresh, page.threads, cursor !== undefined);
    } while (cursor !== undefined && fresh.rows.length < wanted);
    this.#show(fresh, cursor);
  }

  /** Loads the page behind what is shown, if there is one. */
  async loadMore(): Promise<void> {
    const { get } = this.#options;
    if (get().loading || !get().hasMore) return;
    this.#begin();
    const page = await this.#fetch(this.#cursor, this.#generation);
    if (page) this.#show(withPage(get(), page.threads, page.cursor !== undefined), page.cursor);
  }

  #begin(): void {
    const { get, set } = this.#options;
    this.#missed = [];
    set({ ...get(), loading: true });
  }

  #show(list: ThreadList, cursor: string | undefined): void {
    this.#cursor = cursor;
    this.#options.set(this.#missed.reduce((changed, change) => change(changed, true), list));
  }

  /** @returns `undefined` if it failed, or if the list is being loaded again meanwhile */
  async #fetch(cursor: string | undefined, generation: number): Promise<ThreadPage | undefined> {
    const { fetchPage, get, set, onFailure } = this.#options;
    try {
      const page = await fetchPage(cursor);
      return generation === this.#generation ? page : undefined;
    } catch (error) {
      if (generation === this.#generation) set({ ...get(), loading: false });
      onFailure(error);
      return undefined;
    }
  }
}
