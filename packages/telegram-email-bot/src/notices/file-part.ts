import type { RichText } from '../telegram/rich-text.ts';
import type { Texts } from '../texts/texts.ts';
import type { FileSource, NoticePart } from './notice.ts';

export interface FileOfMail {
  readonly source: FileSource;
  readonly name: string;
  readonly caption: RichText;
  readonly sizeBytes: number;
}

/** A size as people read it: `812 B`, `14 KB`, `2.5 MB`. */
function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** A file of a mail as a part of a notice, with what is said in its place where it cannot be sent. */
export const filePart = ({ source, name, caption, sizeBytes }: FileOfMail, { mail }: Texts): NoticePart => ({
  type: 'file',
  source,
  name,
  caption,
  tooLarge: mail.tooLarge(name, sizeText(sizeBytes)),
  download: mail.download,
  gone: mail.rawGone,
});
