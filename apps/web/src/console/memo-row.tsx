import { colleagueName } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { MessageText } from '../components/message-text.tsx';
import { type People, usePeople } from '../components/people.ts';
import type { Memo } from '../conversation/rows.ts';
import { useLanguage } from '../i18n/language.ts';
import { timeLabel } from '../text/date-labels.ts';

/** What operators alone see of a conversation. */
export function MemoRow({ memo }: { readonly memo: Memo }): JSX.Element {
  const { locale } = useLanguage();
  const people = usePeople();
  const { kind, text, timestamp } = memo;
  return (
    <article class="memo" data-kind={kind}>
      <header>
        <strong>{titleOf(memo, people)}</strong>
        <time dateTime={new Date(timestamp).toISOString()}>{timeLabel(timestamp, locale)}</time>
      </header>
      <div dir="auto">
        <MessageText text={text} markdown />
      </div>
    </article>
  );
}

/** The thread itself names those who speak in it; who only writes notes is named by the notes. */
function titleOf({ kind, author = '', authorName }: Memo, { nameOf }: People): string {
  if (kind === 'question') return 'The bot asks';
  if (kind === 'summary') return 'Summary';
  return `Note by ${colleagueName({ userId: author, name: authorName ?? nameOf(author) })}`;
}
