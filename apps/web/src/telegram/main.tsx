import { render } from 'preact';
import { ToolProblem } from '../components/tool-problem.tsx';
import { PeopleClient } from './people-client.ts';
import { PlayerApp } from './player-app.tsx';

const page = document.getElementById('page') ?? document.body;

/** The chat that the page's address names: `?chat=7`. */
function chatInAddress(): number | undefined {
  const chatId = Number(new URLSearchParams(location.search).get('chat'));
  return Number.isInteger(chatId) && chatId !== 0 ? chatId : undefined;
}

async function start(): Promise<void> {
  const response = await fetch('/config.json', { cache: 'no-store' });
  const { telegram } = (await response.json()) as { readonly telegram?: string | null };
  if (!telegram) {
    const hint = 'Nothing is simulated: the platform talks to Telegram itself, or its stack has no bot.';
    render(<ToolProblem title="There is nobody to play" hint={hint} />, page);
    return;
  }
  const people = new PeopleClient(telegram, (...request) => fetch(...request));
  render(
    <PlayerApp
      people={people}
      initialChatId={chatInAddress()}
      onChat={(chatId) =>
        history.replaceState(null, '', chatId === undefined ? location.pathname : `?chat=${chatId}`)
      }
    />,
    page,
  );
}

start().catch((error: unknown) => {
  reportError(error);
  render(
    <ToolProblem title="The page cannot start" hint="Is the platform running? Reload the page." />,
    page,
  );
});
