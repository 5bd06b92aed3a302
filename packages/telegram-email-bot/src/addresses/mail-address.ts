/** Letters and digits that are not mistaken for each other: 32 of them, 5 bits each. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz023456789';
/** 13 characters of 5 bits: 65 bits of chance. */
const randomLength = 13;
const longestName = 20;

export interface AddressRequest {
  /** What the address begins with: a label that the user chose, or nothing. Not the user's name: correspondents see the address. */
  readonly name: string;
  readonly domain: string;
  /** Bytes that nobody can foresee. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/** @returns `<name>-<random>@<domain>`: nothing of it can be derived from a chat */
export function newAddress({ name, domain, randomBytes }: AddressRequest): string {
  const random = [...randomBytes(randomLength)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return `${addressName(name)}-${random}@${domain.toLowerCase()}`;
}

/** What of a name can begin an address: letters without accents, digits and hyphens. @returns `mail` where nothing is left */
export const addressName = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll('ß', 'ss')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longestName)
    .replaceAll(/^-+|-+$/g, '') || 'mail';

/**
 * The address that a recipient of an envelope stands for: in lower case, without what follows a plus sign.
 *
 * @returns undefined where the recipient is no address of the domain
 */
export function addressOfRecipient(recipient: string, domain: string): string | undefined {
  const at = recipient.lastIndexOf('@');
  const local = recipient.slice(0, Math.max(at, 0)).toLowerCase().split('+')[0];
  const isOurs = recipient.slice(at + 1).toLowerCase() === domain.toLowerCase();
  return isOurs && local ? `${local}@${domain.toLowerCase()}` : undefined;
}
