import type { Attachment } from 'postal-mime';
import type { MailAttachment } from '../mail.ts';
import { cutAt, visibleText } from '../visible-text.ts';

const mostAttachments = 200;
const longestName = 100;

/** Parts that belong to a signature or a report and are no files that a person wants. */
const technical = new Set([
  'application/pgp-signature',
  'application/pgp-encrypted',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
  'message/delivery-status',
  'message/feedback-report',
  'text/rfc822-headers',
]);

/** @returns the files of a mail, under names that can be used for files */
export const attachmentsOf = (attachments: readonly Attachment[]): readonly MailAttachment[] =>
  attachments
    .filter(({ mimeType }) => !technical.has(mimeType))
    .slice(0, mostAttachments)
    .map(({ filename, mimeType, content, related, disposition }, index) => ({
      name: fileName(filename ?? '', mimeType, index + 1),
      mimeType: /^[\w.+-]+\/[\w.+-]+$/.test(mimeType) ? mimeType : 'application/octet-stream',
      content: bytesOf(content),
      isInline: related === true || (disposition === 'inline' && mimeType.startsWith('image/')),
    }));

/** The bytes of a part, without a copy. */
export const bytesOf = (content: Attachment['content']): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content as ArrayBuffer);

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
};

/** A name without a path and without characters that a file system or a person would misread. Its end, the extension, is kept. */
function fileName(name: string, mimeType: string, number: number): string {
  const base = visibleText(name.slice(-4 * longestName))
    .split(/[/\\]/)
    .at(-1)
    ?.replaceAll(/[\s<>:"|?*]+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (base === undefined || base === '') return `attachment-${number}.${extensions[mimeType] ?? 'bin'}`;
  if (base.length <= longestName) return base;
  const extension = /\.[a-z0-9]{1,10}$/i.exec(base)?.[0] ?? '';
  return cutAt(base, longestName - extension.length) + extension;
}
