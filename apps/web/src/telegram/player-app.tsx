import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { BackIcon } from '../components/icons.tsx';
import { isFocusFree } from '../components/may-take-focus.ts';
import { useKeptFocus } from '../components/use-kept-focus.ts';
import { ChatList, howToPlay, nameOfChat } from './chat-list.tsx';
import { Composer } from './composer.tsx';
import { Message } from './message.tsx';
import { type PeopleClient, PersonRefusedError, type SeenMessage } from './people-client.ts';
import { useChat } from './use-chat.ts';
import { useNotice } from './use-notice.ts';

interface PlayerAppProps {
  readonly people: PeopleClient;
  /** The chat that the page's address names. */
  readonly initialChatId: number | undefined;
  readonly onChat: (chatId: number | undefined) => void;
}

/** A person plays anybody in the simulated Telegram. */
export function PlayerApp({ people, initialChatId, onChat }: PlayerAppProps): JSX.Element {
  const [chatId, setChatId] = useState(initialChatId);
  const [problem, setProblem] = useState('');
  const { chats, view, messages, isAway } = useChat(people, chatId);
  /** What had the focus when the chat was chosen: a person may have moved on when the chat arrives. */
  const chosenFrom = useRef<Element | null>(null);
  const open = (next: number | undefined): void => {
    chosenFrom.current = document.activeElement;
    setChatId(next);
    setProblem('');
    onChat(next);
  };
  const attempt = async (action: Promise<void>): Promise<void> => {
    try {
      await action;
      setProblem('');
    } catch (error) {
      setProblem(error instanceof PersonRefusedError ? error.message : 'The simulator does not answer.');
    }
  };
  const chat = chats.find((candidate) => candidate.chatId === chatId);
  const notice = useNotice(chatId, view?.notices);
  const player = useRef<HTMLDivElement>(null);
  useKeptFocus(() => {
    const field = chatId === undefined ? '.player-list input' : '.player-composer textarea';
    player.current?.querySelector<HTMLElement>(field)?.focus();
  });
  return (
    <div ref={player} class="player" data-open={chatId === undefined ? undefined : ''}>
      <ChatList chats={chats} chatId={chatId} onOpen={open} />
      {chatId === undefined || view === undefined ? (
        <main class="player-empty">
          <h1>Telegram on this machine</h1>
          <p>{howToPlay}</p>
          {isAway && <p role="alert">The simulator does not answer.</p>}
        </main>
      ) : (
        <main class="player-conversation">
          <header class="header">
            <button
              type="button"
              class="icon-button player-back"
              aria-label="All chats"
              onClick={() => open(undefined)}
            >
              <BackIcon />
            </button>
            <div class="header-names">
              <h1>{nameOfChat({ chatId, ...(chat?.chat && { chat: chat.chat }) })}</h1>
              <p class="player-status">
                {isAway
                  ? 'The simulator does not answer.'
                  : view.action
                    ? 'The bot is typing…'
                    : `talks to ${view.bot.name}`}
              </p>
            </div>
            <button
              type="button"
              class="chip"
              onClick={() => void attempt(people.setBlocked(chatId, view.access !== 'blocked'))}
            >
              {view.access === 'blocked' ? 'Unblock the bot' : 'Block the bot'}
            </button>
          </header>
          <Conversation
            key={chatId}
            messages={messages}
            commands={view.bot.commands}
            fileAddress={people.addressOf}
            mayTakeFocus={() => isFocusFree() || document.activeElement === chosenFrom.current}
            onTap={(messageId, data) => void attempt(people.tap(chatId, messageId, data))}
            onSend={(message) => attempt(people.write(chatId, message))}
          />
          <p class="player-notice" role="status">
            {problem || notice}
          </p>
        </main>
      )}
    </div>
  );
}

interface ConversationProps {
  readonly messages: readonly SeenMessage[];
  readonly commands: Parameters<typeof Composer>[0]['commands'];
  readonly fileAddress: (path: string) => string;
  readonly mayTakeFocus: () => boolean;
  readonly onTap: (messageId: number, data: string) => void;
  readonly onSend: Parameters<typeof Composer>[0]['onSend'];
}

function Conversation(props: ConversationProps): JSX.Element {
  const { messages, commands, fileAddress, mayTakeFocus, onTap, onSend } = props;
  const [repliedId, setRepliedId] = useState<number>();
  const log = useRef<HTMLOListElement>(null);
  const count = messages.length;
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [count]);
  const messageOf = (id: number | undefined): SeenMessage | undefined =>
    messages.find(({ messageId }) => messageId === id);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
      <ol class="player-log" ref={log} tabIndex={0} aria-label="Messages">
        {messages.map((message) => (
          <Message
            key={message.messageId}
            message={message}
            replied={messageOf(message.replyTo)}
            fileAddress={fileAddress}
            onTap={(data) => onTap(message.messageId, data)}
            onReply={() => setRepliedId(message.messageId)}
          />
        ))}
      </ol>
      <Composer
        replied={messageOf(repliedId)}
        commands={commands}
        mayTakeFocus={mayTakeFocus}
        onCancelReply={() => setRepliedId(undefined)}
        onSend={(message) => {
          setRepliedId(undefined);
          return onSend(message);
        }}
      />
    </>
  );
}
