import { setTimeout } from 'node:timers/promises';
import type { SeenMessage } from '../people/view.ts';

/** What the bot has answered to a button. */
interface SeenNotice {
  readonly text: string;
}

/** Plays people and sets faults for tests, over HTTP as a stranger would. */
export interface People {
  post(path: string, body?: unknown): Promise<unknown>;
  put(path: string, body: unknown): Promise<unknown>;
  get(path: string): Promise<unknown>;
  /** Writes to the bot. @param more for example a file, or the message that is answered */
  say(chatId: number, text: string, more?: object): Promise<SeenMessage>;
  /** Taps a button of a message. */
  tap(chatId: number, messageId: number, data: string): Promise<void>;
  messages(chatId: number): Promise<readonly SeenMessage[]>;
  /** The messages of the bot to the chat so far. */
  fromBot(chatId: number): Promise<readonly SeenMessage[]>;
  /** Waits until the bot has sent so many messages to the chat. @returns them */
  heard(chatId: number, count: number): Promise<readonly SeenMessage[]>;
  notices(chatId: number): Promise<readonly SeenNotice[]>;
  /** Waits for the newest notice. */
  notice(chatId: number): Promise<SeenNotice>;
}

/** @param root the simulator's */
export function peopleOf(root: string): People {
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
  const fromBot = async (chatId: number) => (await messages(chatId)).filter(({ from }) => from === 'bot');
  const notices = async (chatId: number) =>
    ((await request('GET', `/users/${chatId}`)) as { readonly notices: readonly SeenNotice[] }).notices;
  return {
    post: (path, body = {}) => request('POST', path, body),
    put: (path, body) => request('PUT', path, body),
    get: (path) => request('GET', path),
    say: async (chatId, text, more = {}) =>
      (await request('POST', `/users/${chatId}/messages`, { text, ...more })) as SeenMessage,
    tap: async (chatId, messageId, data) => {
      await request('POST', `/users/${chatId}/callbacks`, { messageId, data });
    },
    messages,
    fromBot,
    heard: (chatId, count) =>
      until(async () => {
        const sent = await fromBot(chatId);
        return sent.length >= count ? sent : undefined;
      }),
    notices,
    notice: (chatId) => until(async () => (await notices(chatId)).at(-1)),
  };
}

/** Asks again until there is something, for at most some seconds. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await setTimeout(10);
  }
  throw new Error('What the test waits for did not happen.');
}
