/** A stretch of a text that looks or acts differently. Offsets and lengths count UTF-16 units, as strings do. */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

export interface Button {
  readonly text: string;
  readonly data?: string;
  readonly url?: string;
}

export interface SeenMessage {
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly buttons: readonly (readonly Button[])[];
  readonly replyTo?: number;
  readonly document?: { readonly name: string; readonly sizeBytes: number; readonly path: string };
  /** Epoch seconds. */
  readonly date: number;
  readonly editDate?: number;
}

/** A chat in the list of all. */
export interface Chat {
  readonly chatId: number;
  readonly chat?: { readonly first_name?: string; readonly title?: string };
  readonly access: string;
  readonly lastDate?: number;
}

/** What a person sees around the messages of a chat. */
export interface ChatView {
  readonly access: string;
  readonly bot: {
    readonly name: string;
    readonly commands: readonly { readonly command: string; readonly description: string }[];
  };
  /** What the bot is said to be doing, for example `typing`. */
  readonly action?: string;
  /** Answers to buttons, the newest last. */
  readonly notices: readonly { readonly callbackId: string; readonly text?: string }[];
}

export interface NewMessage {
  readonly text: string;
  readonly replyTo?: number | undefined;
  readonly file?: { readonly name: string; readonly mimeType?: string; readonly base64: string } | undefined;
}

/** The simulator refused what a person wanted to do; the message says why. */
export class PersonRefusedError extends Error {
  override readonly name = 'PersonRefusedError';
  readonly code = 'telegram.refused';
}

/** Plays people in the simulated Telegram. */
export class PeopleClient {
  readonly #root: string;
  readonly #fetch: typeof globalThis.fetch;

  /** @param root of the simulator */
  constructor(root: string, fetch: typeof globalThis.fetch) {
    this.#root = root;
    this.#fetch = fetch;
  }

  async chats(): Promise<readonly Chat[]> {
    return (await this.#request('/users')).json();
  }

  async view(chatId: number): Promise<ChatView> {
    return (await this.#request(`/users/${chatId}`)).json();
  }

  /**
   * @param revision of an earlier answer: waits until something has changed since
   * @returns the messages of a chat, and the revision that they are of
   */
  async messages(
    chatId: number,
    revision: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly messages: readonly SeenMessage[]; readonly revision: string }> {
    const wait = revision === undefined ? '' : `?revision=${revision}&waitSeconds=20`;
    const response = await this.#request(`/users/${chatId}/messages${wait}`, { signal });
    return { messages: await response.json(), revision: response.headers.get('x-revision') ?? '' };
  }

  async write(chatId: number, message: NewMessage): Promise<void> {
    await this.#request(`/users/${chatId}/messages`, { method: 'POST', body: JSON.stringify(message) });
  }

  async tap(chatId: number, messageId: number, data: string): Promise<void> {
    const body = JSON.stringify({ messageId, data });
    await this.#request(`/users/${chatId}/callbacks`, { method: 'POST', body });
  }

  /** Blocks the bot, or lets it write again. */
  async setBlocked(chatId: number, isBlocked: boolean): Promise<void> {
    const path = `/users/${chatId}/${isBlocked ? 'block' : 'unblock'}`;
    await this.#request(path, { method: 'POST', body: '{}' });
  }

  /** The address of a file of a message. */
  addressOf = (path: string): string => `${this.#root}${path}`;

  async #request(path: string, options: RequestInit = {}): Promise<Response> {
    const response = await this.#fetch(`${this.#root}${path}`, options);
    if (response.ok) return response;
    const { error } = (await response.json()) as { readonly error?: string };
    throw new PersonRefusedError(error ?? `The simulator answered ${response.status}.`);
  }
}
