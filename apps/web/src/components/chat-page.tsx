import { type ChatClient, limits } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { quickRepliesOf } from '../conversation/quick-replies.ts';
import type { Theme } from '../theme/theme.ts';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Header } from './header.tsx';
import { MessageLog } from './message-log.tsx';
import { QuickReplies } from './quick-replies.tsx';
import { useStore } from './use-store.ts';

export interface ChatPageProps {
  readonly client: ChatClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly initiallyDark: boolean;
  readonly onChooseTheme: (theme: Theme) => void;
}

export function ChatPage({ client, now, initiallyDark, onChooseTheme }: ChatPageProps): JSX.Element {
  const snapshot = useStore(client);
  const { connection, history, messages, outgoing, replies } = snapshot;
  const answered = outgoing.length > 0 || replies.length > 0;
  const quickReplies = answered ? [] : quickRepliesOf(messages.at(-1));
  const send = (text: string): void => {
    client.send(text);
  };
  const retry = (): void => {
    client.open();
    client.wake();
  };
  return (
    <main class="chat">
      <Header
        owner={snapshot.owner}
        status={connection}
        initiallyDark={initiallyDark}
        onChooseTheme={onChooseTheme}
      />
      <div class="stage">
        <ConnectionBanner status={connection} onRetry={retry} />
        <MessageLog client={client} snapshot={snapshot} now={now} onSend={send} />
      </div>
      <footer class="foot">
        {history.refusal && (
          <p class="refusal">This conversation cannot be opened. {history.refusal.message}</p>
        )}
        {quickReplies.length > 0 && <QuickReplies label="Answers" texts={quickReplies} onChoose={send} />}
        <Composer
          maxLength={limits.textLength}
          onSend={send}
          onTyping={(typing) => client.setTyping(typing)}
        />
      </footer>
      <Announcer client={client} />
    </main>
  );
}
