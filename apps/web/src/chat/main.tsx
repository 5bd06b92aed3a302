import { watchNetwork } from '@switchboard/chat-client';
import { render } from 'preact';
import { applyBrand } from '../brand/apply-brand.ts';
import { StartupProblem } from '../components/startup-problem.tsx';
import { fetchConfig } from '../config.ts';
import { english, type Language, loadLanguage } from '../i18n/language.ts';
import { PageContexts } from '../page-contexts.tsx';
import { parsePageAddress, withThread } from '../session/page-address.ts';
import { NameRefusedError, SessionRefusedError } from '../session/session-provider.ts';
import { usableStorage } from '../session/usable-storage.ts';
import { startSession } from '../start.ts';
import { chooseTheme, storedTheme } from '../theme/theme.ts';
import { ChatApp } from './chat-app.tsx';
import { ThemeButton } from './theme-button.tsx';

const now = (): number => Date.now();
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const fetchFromWindow: typeof fetch = (...request) => fetch(...request);
const page = document.getElementById('page') ?? document.body;
const root = document.documentElement;
const storages = {
  local: usableStorage(() => localStorage),
  session: usableStorage(() => sessionStorage),
};
const markdown = import('../markdown/markdown.tsx');

async function start(language: Language): Promise<void> {
  const config = await fetchConfig(fetchFromWindow);
  const address = parsePageAddress(location.search);
  applyBrand(config.brand, root);
  const { session, userId } = await startSession({
    config,
    userId: address.userId,
    localStorage: storages.local,
    fetch: fetchFromWindow,
    now,
    wait,
  });
  watchNetwork(window, session);
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)').matches;
  render(
    <PageContexts language={language} markdown={markdown}>
      <ChatApp
        session={session}
        userId={userId}
        brand={config.brand}
        threadId={address.threadId}
        storage={storages.session}
        preferences={storages.local}
        newId={() => crypto.randomUUID()}
        now={now}
        onThread={(threadId) => history.replaceState(null, '', withThread(location.search, threadId))}
        after={
          <ThemeButton
            initiallyDark={(storedTheme(storages.local) ?? (systemIsDark ? 'dark' : 'light')) === 'dark'}
            onChooseTheme={(theme) => chooseTheme(theme, storages.local, root)}
          />
        }
      />
    </PageContexts>,
    page,
  );
  session.open();
}

function showProblem(error: unknown, language: Language): void {
  reportError(error);
  const { words } = language;
  const refused = error instanceof SessionRefusedError;
  const hint = error instanceof NameRefusedError ? words.wrongAddressHint : words.cannotStartHint;
  render(
    <PageContexts language={language} markdown={markdown}>
      <StartupProblem
        title={refused ? words.signedOut : words.cannotStart}
        hint={refused ? words.signedOutHint : hint}
        onRetry={() => location.reload()}
      />
    </PageContexts>,
    page,
  );
}

async function main(): Promise<void> {
  // If the language cannot be loaded, the problem is still shown, in English.
  const language = await loadLanguage(navigator.languages).catch(() => english);
  root.lang = language.locale;
  root.dir = language.direction;
  await start(language).catch((error: unknown) => showProblem(error, language));
}

void main();
