import { setTimeout } from 'node:timers/promises';
import type { SeenMessage } from '../src/index.ts';

/** Plays people and sets faults, over HTTP as a stranger would. */
export interface Side {
  post(path: string, body?: unknown): Promise<unknown>;
  put(path: string, body: unknown): Promise<unknown>;
  get(path: string): Promise<unknown>;
  messages(chatId: number): Promise<readonly SeenMessage[]>;
  /** Waits until the chat has so many messages of the bot. */
  fromBot(chatId: number, count: number): Promise<readonly SeenMessage[]>;
  /** Waits for what the bot answers to a button. */
  notice(chatId: number): Promise<unknown>;
}

export function peopleOf(root: string): Side {
  async function request(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${root}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error((answer as { error: string }).error);
    return answer;
  }
  const messages = async (chatId: number) =>
    (await request('GET', `/users/${chatId}/messages`)) as readonly SeenMessage[];
  return {
    post: (path, body = {}) => request('POST', path, body),
    put: (path, body) => request('PUT', path, body),
    get: (path) => request('GET', path),
    messages,
    fromBot: (chatId, count) =>
      until(async () => {
        const sent = (await messages(chatId)).filter(({ from }) => from === 'bot');
        return sent.length >= count ? sent : undefined;
      }),
    notice: (chatId) =>
      until(async () =>
        ((await request('GET', `/users/${chatId}`)) as { notices: readonly unknown[] }).notices.at(-1),
      ),
  };
}

/** Asks again until there is something, for at most some seconds. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 800; tries += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await setTimeout(10);
  }
  throw new Error('What the test waits for did not happen.');
}
