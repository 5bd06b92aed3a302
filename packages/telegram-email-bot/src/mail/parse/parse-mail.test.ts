import fc from 'fast-check';
import { corpus } from '../../../test/corpus/corpus.ts';
import { fuzzRuns } from '../../../test/fuzz-runs.ts';
import { kindOfMail } from '../../inbound/mail-kind.ts';
import { presentMail } from '../../notices/present-mail.ts';
import { extractSummary } from '../../summary/extract-summary.ts';
import { renderHtml } from '../../telegram/render-html.ts';
import { lengthOf, plainText } from '../../telegram/rich-text.ts';
import { textsIn } from '../../texts/texts-in.ts';
import { visibleText } from '../visible-text.ts';
import { parseMail, readHeaders } from './parse-mail.ts';

/** Difficult mails that are short enough to be read thousands of times. */
const seeds = corpus.map(({ raw }) => Buffer.from(raw)).filter(({ length }) => length > 0 && length < 4_000);

/** Pieces that mean something to parsers of mail. */
const tokens = [
  '\r\n\r\n',
  '\n',
  '--b1',
  '--b1--\r\n',
  'Content-Type: multipart/mixed; boundary=b1\r\n\r\n',
  'Content-Type: message/rfc822\r\n\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Type: text/html; charset=utf-16\r\n\r\n',
  '=?utf-8?B?',
  '?=',
  '<',
  '"',
  '\0',
  '\u202e',
  '&#x41;',
  '<style>',
  'BEGIN:VEVENT\r\nDTSTART:2026',
].map((token) => Buffer.from(token));

const place = fc.double({ min: 0, max: 1, noNaN: true });
const mutation = fc.oneof(
  fc.record({ type: fc.constant('insert' as const), at: place, what: fc.constantFrom(...tokens) }),
  fc.record({ type: fc.constant('cut' as const), at: place, to: place }),
  fc.record({ type: fc.constant('repeat' as const), at: place, to: place }),
  fc.record({ type: fc.constant('byte' as const), at: place, value: fc.nat(255) }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(raw: Buffer, change: Mutation): Buffer {
  const at = Math.floor(change.at * raw.length);
  if (change.type === 'insert') return Buffer.concat([raw.subarray(0, at), change.what, raw.subarray(at)]);
  if (change.type === 'byte') {
    const copy = Buffer.from(raw);
    if (copy.length > 0) copy[Math.min(at, copy.length - 1)] = change.value;
    return copy;
  }
  const to = Math.floor(change.to * raw.length);
  const [start, end] = at < to ? [at, to] : [to, at];
  const rest = [raw.subarray(0, start), raw.subarray(end)];
  return Buffer.concat(change.type === 'cut' ? rest : [raw.subarray(0, end), raw.subarray(start)]);
}

const damaged = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([raw, changes]) => changes.reduce(mutate, raw));

describe('a mail', () => {
  it('is read and shown whatever is damaged in it, within Telegram’s limits', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (raw) => {
        const mail = await parseMail(raw);
        expect(visibleText(mail.text)).toBe(mail.text);
        expect(mail.subject).not.toMatch(/[\r\n]/);
        for (const { name } of mail.attachments) expect(name).toMatch(/^[^/\\\r\n\0<>:"|?*]{1,100}$/);
        const summary = extractSummary(mail);
        for (const { start, end } of summary.sentences)
          expect(mail.text.slice(start, end).trim()).not.toBe('');
        const kind = kindOfMail(mail, { sender: 'a@b.c', hops: 0, own: [] });
        const presentation = { mail, summary, kind, label: '', receivedAt: 0, sizeBytes: raw.length };
        const { parts } = presentMail(presentation, textsIn('de'));
        expect(parts.length).toBeGreaterThan(0);
        for (const part of parts) {
          if (part.type === 'buttons') throw new Error('A summary is a message of its own.');
          const text = part.type === 'text' ? part.text : part.caption;
          expect(lengthOf(text)).toBeLessThanOrEqual(part.type === 'text' ? 4096 : 1024);
          expect(plainText(text).trim()).not.toBe('');
          expect(renderHtml(text)).not.toMatch(/\p{Surrogate}/u);
        }
      }),
      { numRuns: fuzzRuns },
    );
  });

  it('that is nothing but chance is read too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (raw) => {
        await parseMail(raw);
        await readHeaders(raw);
      }),
      { numRuns: fuzzRuns },
    );
  });
});
