import type { JSX } from 'preact';
import type { Notice } from '../conversation/notices.ts';
import type { Row } from '../conversation/rows.ts';
import { type Language, noticeIn, useLanguage } from '../i18n/language.ts';
import type { Words } from '../i18n/words.ts';
import { dayLabel } from '../text/date-labels.ts';
import { type People, usePeople } from './people.ts';

interface OtherRowProps {
  readonly row: Exclude<Row, { type: 'bubble' | 'memo' }>;
  readonly now: () => number;
}

/** A row of the conversation that is neither a message nor for operators alone. */
export function OtherRow({ row, now }: OtherRowProps): JSX.Element {
  const language = useLanguage();
  const { locale, words } = language;
  const people = usePeople();
  switch (row.type) {
    case 'day':
      return <div class="day">{dayLabel(row.time, now(), locale)}</div>;
    case 'notice':
      return (
        <p class="notice" dir="auto">
          {eventText(row.notice, words, people)}
        </p>
      );
    case 'remark':
      return (
        <p class="notice" dir="auto">
          {remarkText(row, language, people, now())}
        </p>
      );
  }
}

/** A message of the platform, in the reader's language where it is known, with times of the reader's own clock. */
function remarkText(
  { text, says, answeredBy }: Extract<Row, { type: 'remark' }>,
  language: Language,
  { nameOf }: People,
  now: number,
): string {
  const { words } = language;
  if (answeredBy !== undefined) return words.answeredQuestion(nameOf(answeredBy) ?? words.colleague, text);
  return says ? noticeIn(language, says, now) : text;
}

export function eventText(notice: Notice, words: Words, { nameOf }: People): string {
  return notice.kind === 'joined'
    ? words.joined(nameOf(notice.operatorId) ?? words.colleague)
    : words[notice.kind];
}
