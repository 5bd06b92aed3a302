import { ChatSession, CredentialRefusedError, watchNetwork } from '@switchboard/chat-client';
import type { Brand } from '@switchboard/declarations/brand';
import { type ComponentChildren, render } from 'preact';
import { applyBrand } from '../brand/apply-brand.ts';
import { parseBrand } from '../brand/parse-brand.ts';
import { ChatApp } from '../chat/chat-app.tsx';
import { CloseIcon } from '../components/icons.tsx';
import { StartupProblem } from '../components/startup-problem.tsx';
import { ShownContext } from '../components/use-looking.ts';
import { fetchConfig, type PageConfig } from '../config.ts';
import { english, type Language, loadLanguage } from '../i18n/language.ts';
import { PageContexts } from '../page-contexts.tsx';
import { memoryStorage, usableStorage } from '../session/usable-storage.ts';
import { type Started, startSession } from '../start.ts';
import { applyTheme } from '../theme/theme.ts';
import { Host, type Init } from './host.ts';

const now = (): number => Date.now();
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const fetchFromWindow: typeof fetch = (...request) => fetch(...request);
const page = document.getElementById('page') ?? document.body;
const root = document.documentElement;
const markdown = import('../markdown/markdown.tsx');
const host = new Host(parent);
const tabStorage = usableStorage(() => sessionStorage);

/** The chat within the frame of a widget: who is there, and whether it is open, the page around it says. */
class EmbeddedChat {
  readonly #config: PageConfig;
  readonly #language: Language;
  readonly #brand: Brand;
  readonly #identified: boolean;
  /** Keeps a guest's session: the frame's own storage, or the page's where the browser forbids that. */
  readonly #storage: Storage;
  #attributes: Init['attributes'];
  #open: boolean;
  #started: Started | undefined;
  #stopWatching = (): void => {};
  /** Which visitor is being let in: an identity that arrives for an earlier one is late. */
  #generation = 0;

  constructor(config: PageConfig, language: Language, init: Init) {
    this.#config = config;
    this.#language = language;
    this.#identified = init.identified;
    this.#attributes = init.attributes;
    this.#open = init.open;
    this.#storage = usableStorage(
      () => localStorage,
      () => memoryStorage(init.kept, (key, value) => host.post({ type: 'keep', key, value })),
    );
    // A page that misspells its brand gets the environment's brand: visitors could do nothing about an error.
    this.#brand = { ...config.brand, ...parseBrand(init.brand).brand };
    applyBrand(this.#brand, root);
    if (init.theme) applyTheme(init.theme, root);
  }

  set open(open: boolean) {
    this.#open = open;
    if (!open) {
      this.#started?.session.tellRead();
      // Opened again, it begins with the field.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    }
    this.#draw();
  }

  set attributes(attributes: Init['attributes']) {
    this.#attributes = attributes;
    this.#draw();
  }

  /** Somebody is there, perhaps somebody else than before. */
  async begin(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#end();
    const started = this.#identified ? await this.#identify() : await this.#letGuestIn();
    if (generation !== this.#generation) {
      started?.session.close();
      return;
    }
    this.#started = started;
    if (started) {
      this.#stopWatching = watchNetwork(window, started.session);
      started.session.on('frame', (frame) => {
        if (frame.event === 'ack') host.post({ type: 'sent' });
        if (frame.event !== 'message') return;
        const { messageType: from, text } = frame;
        if (from === 'bot' || from === 'operator') host.post({ type: 'message', text, from });
      });
      started.session.open();
    }
    this.#draw();
  }

  showProblem(error: unknown): void {
    reportError(error);
    const { cannotStart, cannotStartHint } = this.#language.words;
    this.#render(
      <StartupProblem
        title={cannotStart}
        hint={cannotStartHint}
        onRetry={() => this.begin().catch((again: unknown) => this.showProblem(again))}
      />,
    );
  }

  #letGuestIn(): Promise<Started> {
    return startSession({
      config: this.#config,
      localStorage: this.#storage,
      fetch: fetchFromWindow,
      now,
      wait,
    });
  }

  async #identify(): Promise<Started | undefined> {
    const identity = await host.askIdentity(false);
    if (!identity) return undefined;
    let fresh: typeof identity | undefined = identity;
    const session = new ChatSession({
      url: this.#config.ws,
      credential: async ({ renew }) => {
        const known = renew ? undefined : fresh;
        fresh = undefined;
        const current = known ?? (await host.askIdentity(renew));
        if (current?.userId !== identity.userId)
          throw new CredentialRefusedError('The visitor has signed out.');
        return current;
      },
    });
    return { userId: identity.userId, session };
  }

  #end(): void {
    this.#stopWatching();
    this.#started?.session.close();
    this.#started = undefined;
    host.post({ type: 'unread', count: 0 });
    render(null, page);
  }

  #draw(): void {
    const { words } = this.#language;
    if (!this.#started) {
      if (this.#identified) {
        this.#render(
          <StartupProblem
            title={words.signedOut}
            hint={words.signedOutHint}
            onRetry={() => void this.begin()}
          />,
        );
      }
      return;
    }
    const { session, userId } = this.#started;
    this.#render(
      <ChatApp
        key={userId}
        session={session}
        userId={userId}
        brand={this.#brand}
        attributes={this.#attributes}
        storage={tabStorage}
        preferences={this.#storage}
        newId={() => crypto.randomUUID()}
        now={now}
        onThread={() => {}}
        onUnread={tellUnread}
        after={
          <button type="button" class="icon-button" aria-label={words.close} onClick={close}>
            <CloseIcon />
          </button>
        }
      />,
    );
  }

  #render(children: ComponentChildren): void {
    render(
      <PageContexts language={this.#language} markdown={markdown}>
        <ShownContext.Provider value={this.#open}>{children}</ShownContext.Provider>
      </PageContexts>,
      page,
    );
  }
}

const tellUnread = (count: number): void => host.post({ type: 'unread', count });
const close = (): void => host.post({ type: 'close' });

async function start(init: Init): Promise<EmbeddedChat> {
  const language = await loadLanguage(navigator.languages).catch(() => english);
  root.lang = language.locale;
  root.dir = language.direction;
  const chat = new EmbeddedChat(await fetchConfig(fetchFromWindow), language, init);
  await chat.begin().catch((error: unknown) => chat.showProblem(error));
  return chat;
}

function main(): void {
  // Outside a frame nobody says who the visitor is; the chat page is for that.
  if (parent === window) {
    location.replace('/');
    return;
  }
  let chat: Promise<EmbeddedChat> | undefined;
  host.begin((message) => {
    if (message.type === 'init') chat ??= start(message);
    chat?.then((started) => {
      if (message.type === 'open' || message.type === 'close') started.open = message.type === 'open';
      if (message.type === 'attributes') started.attributes = message.attributes;
      if (message.type === 'identity') return started.begin();
      return undefined;
    }, reportError);
  });
  addEventListener('keydown', ({ key, defaultPrevented }) => {
    if (key === 'Escape' && !defaultPrevented) close();
  });
}

main();
