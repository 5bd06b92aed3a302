/** Something that happens again and again, which others listen to or wait for. */
export class Signal {
  readonly #listeners = new Set<() => void>();
  #count = 0;

  /** How often it was given. */
  get count(): number {
    return this.#count;
  }

  give(): void {
    this.#count += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  /** @returns a function that ends it */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Waits until the signal is given, so many milliseconds have passed, or the wait is aborted. */
  wait(milliseconds: number, abort?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stop();
        abort?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      const stop = this.listen(end);
      abort?.addEventListener('abort', end);
      if (abort?.aborted) end();
    });
  }
}
