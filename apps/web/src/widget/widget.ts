import { isFocusFree } from '../components/may-take-focus.ts';
import { Launcher } from './launcher.ts';
import { channel, type FromFrame, messageFrom, type ToFrame, type WidgetIdentity } from './messages.ts';
import type { WidgetSettings } from './read-attributes.ts';

/** What a page can listen to. */
export interface WidgetEvents {
  ready: undefined;
  open: undefined;
  close: undefined;
  /** How many messages have not been read. */
  unread: number;
  /** A message has come, while the chat is open or closed. */
  message: { readonly text: string; readonly from: 'bot' | 'operator' };
  /** The visitor has written a message. */
  sent: undefined;
}

/** Returns the visitor's identity, or a new one if the last one is no longer accepted. */
export type GetIdentity = (request: {
  readonly renew: boolean;
}) => WidgetIdentity | undefined | Promise<WidgetIdentity | undefined>;

export interface WidgetOptions {
  readonly settings: WidgetSettings;
  /** Where the chat is served, for example `https://chat.example`. */
  readonly origin: string;
  readonly languages: readonly string[];
  /** The page's own storage: remembers that this visitor has written before, and what the frame may not keep itself. */
  readonly storage: Storage | undefined;
}

const usedKey = 'switchboard.widget';
const keptPrefix = 'switchboard.kept.';

/** The chat on somebody's page: what `window.Switchboard` is. */
export class Widget {
  readonly #options: WidgetOptions;
  readonly #launcher: Launcher;
  readonly #listeners = new Map<string, Set<(payload: never) => void>>();
  readonly #receive = (event: MessageEvent): void => this.#handle(event);
  #getIdentity: GetIdentity | undefined;
  #attributes: Readonly<Record<string, unknown>> | undefined;
  #isReady = false;
  #isOpen = false;
  #unread = 0;

  constructor(options: WidgetOptions) {
    this.#options = options;
    this.#launcher = new Launcher({
      settings: options.settings,
      frameUrl: `${options.origin}/widget/`,
      languages: options.languages,
      onToggle: () => this.toggle(),
    });
    window.addEventListener('message', this.#receive);
    // A visitor may be writing on the page by the time that this script is there.
    if (options.settings.open) this.#open(isFocusFree());
    // Somebody who has written here before may have been answered: the badge should say so.
    else if (options.storage?.getItem(usedKey)) void this.#launcher.frame;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    if (!this.#isOpen) this.#open(true);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#show();
    this.#launcher.focus();
    this.#post({ type: 'close' });
    this.#emit('close', undefined);
  }

  toggle(): void {
    if (this.#isOpen) this.close();
    else this.open();
  }

  /**
   * Says who the visitor is. A function is called again when the token is no longer accepted.
   *
   * @param identity a session that the page's own server has got, or where to get one; `undefined` after signing out
   */
  identify(identity: WidgetIdentity | GetIdentity | undefined): void {
    this.#getIdentity = typeof identity === 'function' ? identity : () => identity;
    this.#post({ type: 'identity' });
  }

  /** Says what is known of the visitor; operators see it. Counts for conversations that begin afterwards. */
  setAttributes(attributes: Readonly<Record<string, unknown>>): void {
    this.#attributes = { ...this.#attributes, ...attributes };
    this.#post({ type: 'attributes', attributes: this.#attributes });
  }

  /** @returns a function that ends the listening */
  on<Name extends keyof WidgetEvents>(
    name: Name,
    listener: (payload: WidgetEvents[Name]) => void,
  ): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Takes the chat off the page. */
  remove(): void {
    window.removeEventListener('message', this.#receive);
    this.#launcher.remove();
  }

  /** @param focused whether the chat takes the focus of the page */
  #open(focused: boolean): void {
    this.#isOpen = true;
    this.#show();
    const { frame } = this.#launcher;
    if (focused) frame.focus();
    this.#post({ type: 'open' });
    this.#emit('open', undefined);
  }

  #handle(event: MessageEvent): void {
    if (!this.#launcher.hasFrame || event.origin !== this.#options.origin) return;
    const message = messageFrom<FromFrame>(event, this.#launcher.frame.contentWindow);
    if (!message) return;
    switch (message.type) {
      case 'ready':
        this.#begin();
        break;
      case 'close':
        this.close();
        break;
      case 'unread':
        this.#unread = message.count;
        this.#show();
        this.#emit('unread', message.count);
        break;
      case 'message':
        this.#emit('message', { text: message.text, from: message.from });
        break;
      case 'sent':
        this.#options.storage?.setItem(usedKey, 'used');
        this.#emit('sent', undefined);
        break;
      case 'keep':
        this.#keep(message.key, message.value);
        break;
      case 'credential':
        void this.#answer(message.id, message.renew);
        break;
    }
  }

  #begin(): void {
    const { brand, identified, theme } = this.#options.settings;
    this.#isReady = true;
    this.#launcher.renewFocus();
    this.#post({
      type: 'init',
      brand,
      theme,
      attributes: this.#attributes,
      identified: identified || this.#getIdentity !== undefined,
      open: this.#isOpen,
      kept: this.#kept(),
    });
    this.#emit('ready', undefined);
  }

  #keep(key: string, value: string | undefined): void {
    const { storage } = this.#options;
    if (value === undefined) storage?.removeItem(keptPrefix + key);
    else storage?.setItem(keptPrefix + key, value);
  }

  #kept(): Record<string, string> {
    const { storage } = this.#options;
    const kept: Record<string, string> = {};
    for (let index = 0; index < (storage?.length ?? 0); index += 1) {
      const key = storage?.key(index) ?? '';
      if (key.startsWith(keptPrefix)) kept[key.slice(keptPrefix.length)] = storage?.getItem(key) ?? '';
    }
    return kept;
  }

  async #answer(id: number, renew: boolean): Promise<void> {
    const identity = await Promise.resolve(this.#getIdentity?.({ renew })).catch(() => undefined);
    this.#post({ type: 'credential', id, identity });
  }

  #show(): void {
    this.#launcher.show({ open: this.#isOpen, unread: this.#unread });
  }

  /** Sends nothing while there is no frame: a new frame is told the current state. */
  #post(message: ToFrame): void {
    if (!this.#isReady) return;
    this.#launcher.frame.contentWindow?.postMessage({ channel, message }, this.#options.origin);
  }

  #emit<Name extends keyof WidgetEvents>(name: Name, payload: WidgetEvents[Name]): void {
    const listeners = (this.#listeners.get(name) ?? new Set()) as Set<(payload: WidgetEvents[Name]) => void>;
    listeners.forEach((listener) => {
      listener(payload);
    });
  }
}
