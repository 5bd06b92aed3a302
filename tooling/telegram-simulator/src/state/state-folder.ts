import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Telegram } from '../telegram.ts';
import { emptyState, type TelegramState } from './state.ts';

/** Keeps a simulated Telegram in a folder: the state as JSON, and each file that was sent beside it. */
export class StateFolder {
  readonly #path: string;
  readonly #written = new Set<string>();

  constructor(path: string) {
    this.#path = path;
    mkdirSync(join(path, 'files'), { recursive: true });
  }

  /** @returns what was saved; nothing if there is none yet */
  load(): { readonly state: TelegramState; readonly contents: Map<string, Buffer> } {
    const state = this.#readState();
    const ids = Object.keys(state.files);
    for (const id of ids) this.#written.add(id);
    return { state, contents: new Map(ids.map((id) => [id, readFileSync(this.#filePath(id))])) };
  }

  #readState(): TelegramState {
    try {
      return JSON.parse(readFileSync(join(this.#path, 'state.json'), 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return emptyState();
      throw new Error(`${join(this.#path, 'state.json')} cannot be read. Remove it to start over.`, {
        cause: error,
      });
    }
  }

  save({ state, contents }: Telegram): void {
    for (const [id, content] of contents) {
      if (!this.#written.has(id)) writeFileSync(this.#filePath(id), content);
      this.#written.add(id);
    }
    const temporary = join(this.#path, 'state.json.new');
    writeFileSync(temporary, JSON.stringify(state));
    renameSync(temporary, join(this.#path, 'state.json'));
  }

  #filePath(id: string): string {
    return join(this.#path, 'files', id);
  }
}
