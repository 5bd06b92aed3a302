import { ChatSession, watchNetwork } from '@switchboard/chat-client';
import { OperatorDesk } from '@switchboard/chat-client/operator';
import { render } from 'preact';
import { applyBrand } from '../brand/apply-brand.ts';
import { StartupProblem } from '../components/startup-problem.tsx';
import { fetchConfig, type PageConfig } from '../config.ts';
import { PageContexts } from '../page-contexts.tsx';
import { stopPush } from '../push/subscribe.ts';
import type { Session } from '../session/session.ts';
import { chooseTheme, storedTheme } from '../theme/theme.ts';
import { ConsoleApp } from './console-app.tsx';
import { OperatorCredential } from './operator-credential.ts';
import { OperatorSession } from './operator-session.ts';
import { SignIn } from './sign-in.tsx';
import { consoleLanguageIn } from './words.ts';

const now = (): number => Date.now();
const page = document.getElementById('page') ?? document.body;
const root = document.documentElement;
const language = consoleLanguageIn(navigator.language);
const markdown = import('../markdown/markdown.tsx');

/** The conversation that was open before a reload, or that a notification is about which has opened this page. */
const addressed = (): string | undefined => new URLSearchParams(location.search).get('thread') ?? undefined;

const isDark = (): boolean =>
  (storedTheme(localStorage) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) ===
  'dark';

function showSignIn(operator: OperatorSession, config: PageConfig, notice?: string): void {
  document.title = 'Console';
  render(
    <SignIn
      notice={notice}
      signIn={(name) => operator.signIn(name)}
      onSession={(session) => {
        showConsole(operator, config, session);
        page.querySelector<HTMLElement>('.rows')?.focus();
      }}
    />,
    page,
  );
}

function showConsole(operator: OperatorSession, config: PageConfig, signedIn: Session): void {
  const credential = new OperatorCredential({
    session: signedIn,
    isReachable: async () => {
      const signal = AbortSignal.timeout(15_000);
      const answered = fetch(config.http, { mode: 'no-cors', cache: 'no-store', signal });
      return answered.then(
        () => true,
        () => false,
      );
    },
  });
  const session = new ChatSession({ url: config.ws, credential: (request) => credential.get(request) });
  const desk = new OperatorDesk(session);
  const stopWatching = watchNetwork(window, session);
  const end = (notice?: string): void => {
    stopWatching();
    desk.close();
    session.close();
    render(null, page);
    showSignIn(operator, config, notice);
  };
  session.on('connection', (status) => {
    if (status.state === 'open') credential.confirm();
    if (status.state !== 'refused' || status.code !== 'credential.refused') return;
    operator.forget();
    end(status.reason);
  });
  render(
    <PageContexts language={language} markdown={markdown}>
      <ConsoleApp
        session={session}
        desk={desk}
        userId={signedIn.userId}
        storage={localStorage}
        initiallyDark={isDark()}
        initially={addressed()}
        now={now}
        onDark={(dark) => chooseTheme(dark ? 'dark' : 'light', localStorage, root)}
        onSignOut={() => {
          // The session ends now, perhaps before the service has heard of it: the address is dead all the same.
          stopPush(session, navigator.serviceWorker).catch(() => {});
          operator.signOut().catch(reportError);
          end();
        }}
      />
    </PageContexts>,
    page,
  );
  session.open();
}

async function start(): Promise<void> {
  const config = await fetchConfig((...request) => fetch(...request));
  applyBrand(config.brand, root);
  const operator = new OperatorSession({
    http: config.http,
    storage: localStorage,
    fetch: (...request) => fetch(...request),
    now,
  });
  // A token does not stay in the address, where it would be seen and kept in the browser's history.
  if (operator.takeFromLink(location.hash))
    history.replaceState(null, '', location.pathname + location.search);
  const session = operator.current;
  if (session) showConsole(operator, config, session);
  else showSignIn(operator, config);
}

start().catch((error: unknown) => {
  reportError(error);
  const { cannotStart, cannotStartHint } = language.words;
  render(
    <StartupProblem title={cannotStart} hint={cannotStartHint} onRetry={() => location.reload()} />,
    page,
  );
});
