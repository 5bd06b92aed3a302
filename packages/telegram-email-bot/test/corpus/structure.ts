import {
  base64,
  type CorpusMail,
  filePart,
  html,
  mail,
  multipart,
  parts,
  plain,
  textPart,
  usual,
} from './corpus-mail.ts';

const summarised = 'summarised';
const nested = (depth: number): string => {
  const open = Array.from({ length: depth }, (_, at) => [
    `Content-Type: multipart/mixed; boundary=n${at}`,
    '',
    `--n${at}`,
  ]).flat();
  return mail(
    [...usual, ...open.slice(0, 1)],
    [...open.slice(1), 'Content-Type: text/plain', '', 'Deep inside.'],
  );
};

/** Mails whose structure is broken, empty, deep, or unusual. */
export const structure: readonly CorpusMail[] = [
  {
    name: 'no headers at all',
    raw: 'Just text, without any header.\r\n',
    outcome: summarised,
    shows: ['(no subject)'],
  },
  { name: 'nothing at all', raw: '', outcome: summarised, shows: ['This mail has no text.'] },
  { name: 'only a line break', raw: '\r\n', outcome: summarised, shows: ['This mail has no text.'] },
  {
    name: 'an empty body',
    raw: plain(''),
    outcome: summarised,
    shows: ['The plan', 'This mail has no text.'],
  },
  {
    name: 'a body of spaces',
    raw: plain(' \n \t \n'),
    outcome: summarised,
    shows: ['This mail has no text.'],
  },
  {
    name: 'no From',
    raw: mail(['Subject: Hello'], 'From nobody.'),
    outcome: summarised,
    shows: ['From nobody.', '(no sender)'],
  },
  {
    name: 'no Subject',
    raw: mail(['From: ann@example.com'], 'Without one.'),
    outcome: summarised,
    shows: ['(no subject)', 'Without one.'],
  },
  { name: 'no Date', raw: plain('Undated.'), outcome: summarised, shows: ['Undated.', '21 Nov 2026'] },
  {
    name: 'a Date that is none',
    raw: plain('Undated.', 'Date: yesterday at noon'),
    outcome: summarised,
    shows: ['Undated.', '21 Nov 2026'],
  },
  {
    name: 'lines that end with LF alone',
    raw: plain('One line.\nTwo lines.').replaceAll('\r\n', '\n'),
    outcome: summarised,
    shows: ['One line.', 'Two lines.'],
  },
  {
    name: 'lines that end with CR alone',
    raw: plain('One line.').replaceAll('\r\n', '\r'),
    outcome: summarised,
  },
  {
    name: 'a header without a colon',
    raw: mail([...usual, 'this is no header'], 'Still read.'),
    outcome: summarised,
    shows: ['Still read.'],
  },
  {
    name: 'a header of 100 KB',
    raw: plain('Still read.', `X-Long: ${'x'.repeat(100_000)}`),
    outcome: summarised,
    shows: ['Still read.'],
  },
  {
    name: 'headers of more than 256 KB',
    raw: plain('Too far.', ...Array.from({ length: 300 }, (_, at) => `X-${at}: ${'x'.repeat(990)}`)),
    outcome: 'filed',
    shows: ['The plan', 'damaged'],
    file: 'The plan.eml',
  },
  {
    name: 'ten thousand headers',
    raw: plain('Still there.', ...Array.from({ length: 10_000 }, (_, at) => `X-${at}: 1`)),
    outcome: summarised,
    shows: ['The plan'],
  },
  {
    name: 'a folded subject',
    raw: mail(['From: ann@example.com', 'Subject: The plan', '  goes on'], 'Text.'),
    outcome: summarised,
    shows: ['The plan goes on'],
  },
  {
    name: 'two subjects',
    raw: mail(['From: ann@example.com', 'Subject: First', 'Subject: Second'], 'Text.'),
    outcome: summarised,
    shows: ['First'],
    hides: ['Second'],
  },
  {
    name: 'a multipart without its boundary',
    raw: mail([...usual, 'Content-Type: multipart/mixed'], 'Text of nobody.'),
    outcome: summarised,
  },
  {
    name: 'a multipart whose boundary never comes',
    raw: mail([...usual, 'Content-Type: multipart/mixed; boundary=never'], 'Before any part.'),
    outcome: summarised,
  },
  {
    name: 'a multipart without its end',
    raw: mail(
      [...usual, 'Content-Type: multipart/mixed; boundary=b1'],
      ['--b1', 'Content-Type: text/plain', '', 'Unfinished.'],
    ),
    outcome: summarised,
    shows: ['Unfinished.'],
  },
  {
    name: 'a multipart without parts',
    raw: mail([...usual, 'Content-Type: multipart/mixed; boundary=b1'], '--b1--'),
    outcome: summarised,
    shows: ['This mail has no text.'],
  },
  {
    name: 'an empty part',
    raw: multipart('mixed', [''], textPart('The other part.')),
    outcome: summarised,
    shows: ['The other part.'],
  },
  {
    name: 'a boundary with special characters',
    raw: mail(
      [...usual, 'Content-Type: multipart/mixed; boundary="=_(a+b)?.*[x]"'],
      parts('=_(a+b)?.*[x]', textPart('Inside.')),
    ),
    outcome: summarised,
    shows: ['Inside.'],
  },
  {
    name: 'a boundary that begins like another',
    raw: mail(
      [...usual, 'Content-Type: multipart/mixed; boundary=b1'],
      [
        '--b1',
        'Content-Type: multipart/alternative; boundary=b11',
        '',
        ...parts('b11', textPart('Inner.')),
        '--b1--',
      ],
    ),
    outcome: summarised,
    shows: ['Inner.'],
  },
  { name: 'parts ten deep', raw: nested(10), outcome: summarised, shows: ['Deep inside.'] },
  {
    name: 'parts a hundred deep',
    raw: nested(100),
    outcome: 'filed',
    shows: ['The plan', 'damaged'],
    file: 'The plan.eml',
  },
  {
    name: 'a bomb of 20 000 parts',
    raw: multipart(
      'mixed',
      textPart('First part.'),
      ...Array.from({ length: 20_000 }, () => ['Content-Type: x/y', '', '']),
    ),
    outcome: summarised,
    shows: ['First part.', 'longer than what I read'],
    file: 'The plan.eml',
  },
  {
    name: 'a mail inside a mail',
    raw: multipart('mixed', [
      'Content-Type: message/rfc822',
      '',
      'From: bob@example.com',
      'Subject: Inner',
      '',
      'What Bob wrote.',
    ]),
    outcome: summarised,
    shows: ['From a mail that is attached.', 'What Bob wrote.'],
  },
  {
    name: 'mails inside mails, five deep',
    raw:
      mail(usual, '').replace(/\r\n\r\n$/, '') +
      '\r\nContent-Type: message/rfc822\r\n\r\n' +
      'Subject: x\r\nContent-Type: message/rfc822\r\n\r\n'.repeat(5) +
      'Subject: last\r\n\r\nAt last.',
    outcome: summarised,
  },
  {
    name: 'an alternative whose plain text says nothing',
    raw: multipart(
      'alternative',
      textPart('Please use an HTML reader.'),
      textPart('<p>The real text of this mail is here, and it is longer.</p>', 'text/html'),
    ),
    outcome: summarised,
    shows: ['The real text'],
    hides: ['HTML reader'],
  },
  {
    name: 'an alternative whose HTML says nothing',
    raw: multipart(
      'alternative',
      textPart('The real text of this mail is in the plain part, and only there.'),
      textPart('<img src=x>', 'text/html'),
    ),
    outcome: summarised,
    shows: ['The real text'],
  },
  {
    name: 'HTML alone',
    raw: html('<h1>News</h1><p>The plan is <b>ready</b>.</p>'),
    outcome: summarised,
    shows: ['The plan is ready.'],
    hides: ['<b>'],
  },
  {
    name: 'HTML that never ends',
    raw: html('<div><p>Open <b>for ever <table><tr><td>cell'),
    outcome: summarised,
    shows: ['Open for ever'],
  },
  {
    name: 'HTML of 60 000 nested elements',
    raw: html(`${'<div>'.repeat(60_000)}Deep text.`),
    outcome: summarised,
  },
  {
    name: 'HTML that is only an image',
    raw: html('<img src="https://x.example/all.png" alt="">'),
    outcome: summarised,
    shows: ['This mail has no text.'],
  },
  {
    name: 'attachments and no text',
    raw: multipart('mixed', filePart('a.pdf', 'a'), filePart('b.pdf', 'b')),
    outcome: summarised,
    shows: ['only attachments', 'a.pdf', 'b.pdf'],
    buttons: ['2 attachments'],
  },
  {
    name: 'a single part that is a file',
    raw: mail(
      [...usual, 'Content-Type: application/pdf; name="alone.pdf"', 'Content-Transfer-Encoding: base64'],
      base64('x'),
    ),
    outcome: summarised,
    shows: ['alone.pdf'],
  },
  {
    name: 'an attachment without a name',
    raw: multipart('mixed', textPart('See there.'), [
      'Content-Type: application/pdf',
      'Content-Transfer-Encoding: base64',
      '',
      'eA==',
    ]),
    outcome: summarised,
    shows: ['attachment-1.pdf'],
  },
  {
    name: 'an attachment named as a path',
    raw: multipart('mixed', textPart('See there.'), filePart('../../etc/passwd', 'x')),
    outcome: summarised,
    shows: ['passwd'],
    hides: ['../'],
  },
  {
    name: 'an attachment whose name turns round',
    raw: multipart('mixed', textPart('See there.'), filePart('invoice\u202efdp.exe', 'x')),
    outcome: summarised,
    shows: ['invoicefdp.exe'],
    hides: ['\u202e'],
  },
  {
    name: 'three hundred attachments',
    raw: multipart(
      'mixed',
      textPart('Many.'),
      ...Array.from({ length: 300 }, (_, at) => filePart(`f${at}.txt`, 'x')),
    ),
    outcome: summarised,
    shows: ['Many.', '195 more'],
  },
  {
    name: 'an empty attachment',
    raw: multipart('mixed', textPart('See there.'), filePart('empty.txt', '')),
    outcome: summarised,
    shows: ['empty.txt'],
  },
  {
    name: 'an invitation alone',
    raw: mail(
      [...usual, 'Content-Type: text/calendar; method=REQUEST'],
      [
        'BEGIN:VCALENDAR',
        'METHOD:REQUEST',
        'BEGIN:VEVENT',
        'SUMMARY:Lunch\\, with all',
        'DTSTART;TZID=Europe/Berlin:20261124T123000',
        'DTEND;TZID=Europe/Berlin:20261124T133000',
        'LOCATION:Room 5',
        'END:VEVENT',
        'END:VCALENDAR',
      ],
    ),
    outcome: summarised,
    shows: ['Invitation: Lunch, with all', '2026-11-24 12:30', 'Room 5'],
  },
  {
    name: 'a broken invitation',
    raw: mail(
      [...usual, 'Content-Type: text/calendar'],
      ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART:tomorrow'],
    ),
    outcome: summarised,
  },
  {
    name: 'a signed mail',
    raw: mail(
      [...usual, 'Content-Type: multipart/signed; boundary=b1; protocol="application/pgp-signature"'],
      parts('b1', textPart('Signed text.'), [
        'Content-Type: application/pgp-signature; name=signature.asc',
        '',
        '-----BEGIN PGP SIGNATURE-----',
      ]),
    ),
    outcome: summarised,
    shows: ['Signed text.'],
    hides: ['signature.asc', 'PGP'],
  },
  {
    name: 'an encrypted mail',
    raw: mail(
      [...usual, 'Content-Type: multipart/encrypted; boundary=b1; protocol="application/pgp-encrypted"'],
      parts(
        'b1',
        ['Content-Type: application/pgp-encrypted', '', 'Version: 1'],
        ['Content-Type: application/octet-stream; name=encrypted.asc', '', '-----BEGIN PGP MESSAGE-----'],
      ),
    ),
    outcome: 'filed',
    shows: ['This mail is encrypted'],
    file: 'The plan.eml',
  },
  {
    name: 'an inline encrypted text',
    raw: plain('-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----'),
    outcome: summarised,
    shows: ['This mail is encrypted'],
    hides: ['hQEMA'],
    file: 'The plan.eml',
  },
  {
    name: 'S/MIME, encrypted',
    raw: mail(
      [
        ...usual,
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
        'Content-Transfer-Encoding: base64',
      ],
      'MIAGCSqGSIb3',
    ),
    outcome: 'filed',
    shows: ['This mail is encrypted'],
    file: 'The plan.eml',
  },
  {
    name: 'S/MIME, closed inside its signature',
    raw: mail(
      [
        ...usual,
        'Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m',
        'Content-Transfer-Encoding: base64',
      ],
      'MIAGCSqGSIb3',
    ),
    outcome: 'filed',
    shows: ['closed inside its signature'],
    file: 'The plan.eml',
  },
];
