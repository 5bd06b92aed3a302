import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './read-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'options-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fileOf = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe('the variables of npm start', () => {
  it('are told at once where several are wrong, each with what it was and what it should be', () => {
    const wrong = { PORT: '-1', SPEED: '0', LOG_LEVEL: 'loud', DYNAMODB_ENDPOINT: 'nonsense' };
    expect(() => readOptions(wrong)).toThrow(
      [
        'PORT should be a whole number from 0 to 65530, but is "-1".',
        'SPEED should be a number from 1 to 100000, but is "0".',
        'LOG_LEVEL should be error, warn, info or debug, but is "loud".',
        'DYNAMODB_ENDPOINT should be an address such as http://127.0.0.1:8000, but is "nonsense".',
      ].join('\n'),
    );
  });

  it.each(['SECRETS_FILE', 'MAIL_DNS_FILE'])('%s names an existing file', (name) => {
    for (const file of [join(folder, 'nowhere'), folder])
      expect(() => readOptions({ [name]: file })).toThrow(
        `${name} should be an existing file, but is "${file}".`,
      );
  });

  it.each(['', '{', '[]', 'null'])('MAIL_DNS_FILE holds records, not %j', (text) => {
    const file = fileOf('dns.json', text);
    expect(() => readOptions({ MAIL_DNS_FILE: file })).toThrow(
      `MAIL_DNS_FILE should be a file with a JSON object of records by name, but is "${file}".`,
    );
  });

  it('are taken as they are where they are right', () => {
    const dns = fileOf('right.json', '{"example.com": {"TXT": ["v=spf1 -all"]}}');
    const secrets = fileOf('secrets', 'A=b');
    const right = { MAIL_DNS_FILE: dns, SECRETS_FILE: secrets, DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' };
    expect(readOptions(right)).toMatchObject({ mailDnsFile: dns, secretsFile: secrets, port: 4000 });
  });
});
