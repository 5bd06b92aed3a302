import { type Address, addressParser } from 'postal-mime';
import type { Mailbox } from '../mail.ts';
import { oneLine } from '../visible-text.ts';

const mostMailboxes = 100;
const longestName = 120;
const longestAddress = 254;

/** Whether a text can be an address: one @ with something on both sides and no white space, brackets or invisible characters. */
export const isAddress = (text: string): boolean =>
  text.length <= longestAddress && /^[^\s@<>(),;:"[\]\p{C}]{1,64}@[^\s@<>(),;:"[\]\p{C}]+$/u.test(text);

/** @returns the people of an address header, members of groups included, without what is no address */
export const mailboxesIn = (header: string | undefined): readonly Mailbox[] =>
  header === undefined ? [] : mailboxesOf(addressParser(header.slice(0, 20_000)));

function mailboxesOf(addresses: readonly Address[]): readonly Mailbox[] {
  return addresses
    .flatMap((address) => address.group ?? [address])
    .flatMap(({ name, address }) =>
      address !== undefined && isAddress(address) ? [{ name: oneLine(name, longestName), address }] : [],
    )
    .slice(0, mostMailboxes);
}

/** Whether someone's name contains an address that is not theirs: `"bank@bank.example" <thief@thief.example>`. */
export function hasMisleadingName({ name, address }: Mailbox): boolean {
  const [named] = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+\.[a-z]{2,}/i.exec(name) ?? [];
  return named !== undefined && named.toLowerCase() !== address.toLowerCase();
}
