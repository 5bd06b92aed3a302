import { readFile } from 'node:fs/promises';

/** What is in the file: records by name and type, `{"example.com": {"TXT": ["v=spf1 -all"], "MX": [...]}}`. */
type Answers = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;

/** Answers a DNS query. @throws an error with the code `ENOTFOUND` where there is no answer */
export type DnsResolver = (name: string, type: string) => Promise<string[][] | string[]>;

/**
 * Answers from a file, and never asks the network: what a mail proves must not depend on the network that a test runs in.
 *
 * @param file `undefined`: no name is known
 */
export function createDnsAnswers(file: string | undefined): DnsResolver {
  return async (name, type) => {
    const answers = file === undefined ? {} : (JSON.parse(await readFile(file, 'utf8')) as Answers);
    const records = answers[name.toLowerCase().replace(/\.$/, '')]?.[type];
    if (!records || records.length === 0) {
      throw Object.assign(new Error(`query${type} ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    }
    // A text comes in pieces; one that is longer than 255 bytes in several.
    return (type === 'TXT' ? records.map((record) => [record].flat()) : records) as string[][] | string[];
  };
}
