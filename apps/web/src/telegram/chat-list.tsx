import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Avatar } from '../components/avatar.tsx';
import type { Chat } from './people-client.ts';

/** What a developer can do here. */
export const howToPlay =
  'Choose a number to play that person. Write /register, and send a mail to the address that the bot gives.';

interface ChatListProps {
  readonly chats: readonly Chat[];
  readonly chatId: number | undefined;
  readonly onOpen: (chatId: number) => void;
}

/** The people and groups that are played. */
export function ChatList({ chats, chatId, onOpen }: ChatListProps): JSX.Element {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const wanted = Number(text);
  const newest = chats.toSorted((a, b) => (b.lastDate ?? 0) - (a.lastDate ?? 0));
  return (
    <nav class="player-list" aria-label="People">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!Number.isSafeInteger(wanted) || wanted === 0) {
            setProblem('Write a whole number, such as 7 for a person or -7 for a group.');
            return;
          }
          setText('');
          onOpen(wanted);
        }}
      >
        <input
          inputMode="numeric"
          aria-label="Id of a person, or of a group below 0"
          placeholder="A number, such as 7"
          aria-invalid={problem !== ''}
          aria-describedby="player-problem"
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setProblem('');
          }}
        />
        <button type="submit" class="chip">
          Play
        </button>
      </form>
      <p class="player-problem" id="player-problem" role="alert">
        {problem}
      </p>
      {chats.length === 0 && <p class="player-hint">{howToPlay}</p>}
      <ul>
        {newest.map((chat) => (
          <li key={chat.chatId}>
            <button
              type="button"
              class="player-chat"
              aria-current={chat.chatId === chatId ? 'true' : undefined}
              onClick={() => onOpen(chat.chatId)}
            >
              <Avatar name={nameOfChat(chat)} />
              <span>
                {nameOfChat(chat)}
                <small>{chat.access === 'blocked' ? 'has blocked the bot' : chat.chatId}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export const nameOfChat = ({ chatId, chat }: Pick<Chat, 'chatId' | 'chat'>): string =>
  chat?.first_name ?? chat?.title ?? `Person ${chatId}`;
