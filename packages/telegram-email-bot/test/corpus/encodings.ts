import { base64, type CorpusMail, mail, multipart, plain, textPart, usual } from './corpus-mail.ts';

const summarised = 'summarised';
const inCharset = (charset: string, bytes: readonly number[], shows: string): CorpusMail => ({
  name: `text in ${charset}`,
  raw: Buffer.concat([
    Buffer.from(
      mail([...usual, `Content-Type: text/plain; charset=${charset}`, 'Content-Transfer-Encoding: 8bit']),
    ),
    Buffer.from(bytes),
  ]),
  outcome: summarised,
  shows: [shows],
});
const encoded = (name: string, encoding: string, body: string, shows: string): CorpusMail => ({
  name,
  raw: mail(
    [...usual, 'Content-Type: text/plain; charset=utf-8', `Content-Transfer-Encoding: ${encoding}`],
    body,
  ),
  outcome: summarised,
  shows: [shows],
});
const subject = (name: string, value: string, shows: string): CorpusMail => ({
  name,
  raw: mail(['From: ann@example.com', `Subject: ${value}`], 'Text.'),
  outcome: summarised,
  shows: [shows],
});

/** Mails whose characters are written in unusual or broken ways. */
export const encodings: readonly CorpusMail[] = [
  inCharset('iso-8859-1', [0x47, 0x72, 0xfc, 0xdf, 0x65], 'Grüße'),
  inCharset('iso-8859-15', [0x35, 0x20, 0xa4], '5 €'),
  inCharset('windows-1252', [0x93, 0x71, 0x94, 0x20, 0x80], '“q” €'),
  inCharset('windows-1251', [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2], 'Привет'),
  inCharset('koi8-r', [0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4], 'Привет'),
  inCharset('shift_jis', [0x93, 0xfa, 0x96, 0x7b], '日本'),
  inCharset('euc-kr', [0xc7, 0xd1, 0xb1, 0xdb], '한글'),
  inCharset('gb18030', [0xd6, 0xd0, 0xce, 0xc4], '中文'),
  inCharset('big5', [0xa4, 0xa4, 0xa4, 0xe5], '中文'),
  inCharset('iso-2022-jp', [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42], '日本'),
  { ...inCharset('x-unknown', [0x41, 0x42, 0x43], 'ABC'), name: 'a charset that nobody knows' },
  { ...inCharset('us-ascii', [...Buffer.from('Größe')], 'Gr'), name: 'UTF-8 that is called ASCII' },
  { ...inCharset('utf-8', [0x41, 0xff, 0xfe, 0x42], 'A'), name: 'bytes that are no UTF-8' },
  encoded('base64 with line breaks and spaces', 'base64', 'SGVsbG8g\n  dGhl\n\ncmU=', 'Hello there'),
  encoded('base64 that is cut short', 'base64', 'SGVsbG8gdGhlcmU', 'Hello'),
  encoded('base64 with other characters in it', 'base64', 'SGVs!bG8g*dGhlcmU=', 'Hello'),
  encoded('quoted-printable', 'quoted-printable', 'Gr=C3=BC=C3=9Fe an a=\nlle', 'Grüße an alle'),
  encoded('broken quoted-printable', 'quoted-printable', '100=% =ZZ =C3', '100'),
  encoded('an unknown transfer encoding', 'x-rot13', 'Uryyb gurer', 'Uryyb gurer'),
  subject('a subject in base64', '=?utf-8?B?R3LDvMOfZQ==?=', 'Grüße'),
  subject('a subject in quoted-printable', '=?iso-8859-1?Q?Gr=FC=DFe_an_alle?=', 'Grüße an alle'),
  subject(
    'a subject whose character is cut between two words',
    '=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=',
    'Grüße',
  ),
  subject('a subject whose encoding is broken', '=?utf-8?X?abc?= rest', 'rest'),
  subject('a subject of 5 000 characters', 'long '.repeat(1_000), 'long long'),
  subject('a subject with a line break inside a word', '=?utf-8?Q?one=0Atwo?=', 'one two'),
  subject('a subject of emoji', '🎉👩‍👩‍👧‍👦', '🎉👩‍👩‍👧‍👦'),
  {
    name: 'a sender in MIME words',
    raw: mail(['From: =?utf-8?B?SsO8cmdlbg==?= <j@example.com>', 'Subject: x'], 'Text.'),
    outcome: summarised,
    shows: ['Jürgen <j@example.com>'],
  },
  {
    name: 'a sender with quotes, commas and brackets',
    raw: mail(['From: "Lee, Ann [\\"CEO\\"] (x)" <ann@example.com>', 'Subject: x'], 'Text.'),
    outcome: summarised,
    shows: ['Lee, Ann', '<ann@example.com>'],
  },
  {
    name: 'a sender without brackets',
    raw: mail(['From: ann@example.com (Ann Lee)', 'Subject: x'], 'Text.'),
    outcome: summarised,
    shows: ['ann@example.com'],
  },
  {
    name: 'a sender in a group',
    raw: mail(['From: Team: ann@example.com, bob@example.com;', 'Subject: x'], 'Text.'),
    outcome: summarised,
    shows: ['ann@example.com'],
  },
  {
    name: 'a sender with letters of other scripts',
    raw: mail(['From: Пётр <пётр@пример.example>', 'Subject: x'], 'Text.'),
    outcome: summarised,
    shows: ['Пётр'],
  },
  {
    name: 'a sender that is no address',
    raw: mail(['From: undisclosed', 'Subject: x'], 'Text.'),
    outcome: summarised,
    shows: ['Text.'],
  },
  {
    name: 'format=flowed',
    raw: plain('This line is \nbroken only for its length \nand goes on.', 'X: 1').replace(
      'charset=utf-8',
      'charset=utf-8; format=flowed',
    ),
    outcome: summarised,
    shows: ['This line is broken only for its length and goes on.'],
  },
  {
    name: 'an attachment’s name in pieces',
    raw: multipart('mixed', textPart('See.'), [
      'Content-Type: application/pdf',
      "Content-Disposition: attachment; filename*0*=utf-8''Gr%C3%B6; filename*1*=%C3%9Fe.pdf",
      'Content-Transfer-Encoding: base64',
      '',
      ...base64('x'),
    ]),
    outcome: summarised,
    shows: ['Größe.pdf'],
  },
];
