import type { Mail } from '../mail/mail.ts';
import { filePart } from '../notices/file-part.ts';
import type { NoticePart } from '../notices/notice.ts';
import type { Sentence } from '../summary/sentences.ts';
import { blocks, type RichText, rich, underline } from '../telegram/rich-text.ts';
import { splitText } from '../telegram/split-text.ts';
import type { Texts } from '../texts/texts.ts';

/** A text that takes more messages than this is sent as a file. */
const mostMessages = 5;

/** The whole text of a mail, with the sentences of its summary underlined; a long one as a file. */
export function presentText(
  { subject, text }: Pick<Mail, 'subject' | 'text'>,
  sentences: readonly Sentence[],
  texts: Texts,
): readonly NoticePart[] {
  const { mail } = texts;
  if (text === '') return [{ type: 'text', text: mail.noText }];
  const cited = sentences.some(({ start, end }) => end - start < text.length) ? mail.cited : undefined;
  const whole = blocks(
    mail.fullTextHeading(subject || mail.noSubject),
    withCitations(text, sentences),
    cited,
  );
  const pieces = splitText(whole);
  if (pieces.length > mostMessages) {
    const caption = mail.fullTextHeading(subject || mail.noSubject);
    return [filePart({ source: 'text', name: 'mail.txt', caption, sizeBytes: text.length }, texts)];
  }
  return pieces.map((piece) => ({ type: 'text', text: piece }));
}

/** Underlines the places of sentences in a text. */
function withCitations(text: string, sentences: readonly Sentence[]): RichText {
  let from = 0;
  const pieces: RichText[] = [];
  for (const { start, end } of sentences) {
    pieces.push(rich(text.slice(from, start)), underline(text.slice(start, end)));
    from = end;
  }
  return rich(...pieces, text.slice(from));
}
