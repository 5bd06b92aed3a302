/** Reads a mail of 40 MB as the mail function does, in a process of its own, and tells what it took. Run by `large-mails.test.ts`. */
import { readFileSync } from 'node:fs';
import { readMail } from '../../src/inbound/read-mail.ts';
import { presentMail } from '../../src/notices/present-mail.ts';
import { extractSummary } from '../../src/summary/extract-summary.ts';
import { textsIn } from '../../src/texts/texts-in.ts';

const raw = readFileSync(process.argv[2] ?? '');
const before = process.cpuUsage();
const read = await readMail(raw, async (input) => extractSummary(input), 1);
const { parts } = presentMail({ ...read, kind: 'personal', label: '', receivedAt: 0 }, textsIn('en'));
const { mail } = read;
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({
    rawBytes: raw.length,
    cpuMilliseconds: Math.round((user + system) / 1000),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    attachmentBytes: mail.attachments.reduce((sum, { content }) => sum + content.length, 0),
    parts: parts.length,
    problems: mail.problems,
  }),
);
