import type { ChatMessage } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { BubbleRow } from '../conversation/rows.ts';
import { useWords } from '../i18n/language.ts';
import type { MessageActions } from './message-actions.ts';

/** The user's own message can be changed for this long, in milliseconds. */
const changeableMs = 15 * 60_000;

/** Whether the user's own message can still be changed. @param now epoch milliseconds */
export const isChangeable = (
  { status, timestamp }: Pick<ChatMessage, 'status' | 'timestamp'>,
  now: number,
): boolean => (status === 'sent' || status === 'edited') && now - timestamp < changeableMs;

interface MessageMenuProps {
  readonly row: BubbleRow;
  readonly name: string;
  readonly actions: MessageActions;
  readonly onDone: () => void;
}

/** What can be done with a message that is stored. */
export function MessageMenu({ row, name, actions, onDone }: MessageMenuProps): JSX.Element {
  const words = useWords();
  const [asked, setAsked] = useState(false);
  const own = row.speaker.kind === 'self';
  const changeable = own && isChangeable({ status: 'sent', timestamp: row.time }, actions.now());
  const act = (action: () => void): void => {
    onDone();
    action();
  };
  const button = (label: string, action: () => void): JSX.Element => (
    <button type="button" onClick={() => act(action)}>
      {label}
    </button>
  );
  return (
    <div class="message-menu">
      {button(words.reply, () => actions.onAbout('reply', row, name))}
      {changeable && button(words.edit, () => actions.onAbout('edit', row, name))}
      {changeable && (
        <button type="button" onClick={asked ? () => act(() => actions.onDelete(row)) : () => setAsked(true)}>
          {asked ? words.reallyDelete : words.deleteMessage}
        </button>
      )}
    </div>
  );
}
