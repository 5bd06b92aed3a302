import { watchNetwork } from '@switchboard/chat-client';
import { render } from 'preact';
import { ChatPage } from './components/chat-page.tsx';
import { StartupProblem } from './components/startup-problem.tsx';
import { fetchConfig } from './config.ts';
import { parsePageAddress } from './session/page-address.ts';
import { startClient } from './start.ts';
import { chooseTheme, storedTheme } from './theme/theme.ts';

const now = (): number => Date.now();
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const fetchFromWindow: typeof fetch = (...request) => fetch(...request);
const page = document.getElementById('page') ?? document.body;
const root = document.documentElement;

async function start(): Promise<void> {
  const config = await fetchConfig(fetchFromWindow);
  const address = parsePageAddress(location.search);
  const client = await startClient({
    config,
    address,
    localStorage,
    sessionStorage,
    fetch: fetchFromWindow,
    now,
    wait,
  });
  watchNetwork(window, client);
  client.open();
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)').matches;
  render(
    <ChatPage
      client={client}
      now={now}
      initiallyDark={(storedTheme(localStorage) ?? (systemIsDark ? 'dark' : 'light')) === 'dark'}
      onChooseTheme={(theme) => chooseTheme(theme, localStorage, root)}
    />,
    page,
  );
}

start().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  render(<StartupProblem message={message} onRetry={() => location.reload()} />, page);
});
