import * as v from 'valibot';
import type { DigestSetting } from '../digests/digest-setting.ts';
import type { Language } from '../texts/language.ts';

/** One of a user's mail addresses, as the user sees it. The address itself has an item of its own, which decides. */
export interface OwnAddress {
  readonly label: string;
  readonly status: 'active' | 'paused';
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** The address is nobody's after that, epoch milliseconds. */
  readonly expiresAt?: number;
  /** The update that asked for it: one that comes again is answered with the address that it has. @default not known */
  readonly updateId?: number;
}

/** What a user decided about a sender: an address, or a whole domain. */
export type SenderVerdict = 'blocked' | 'allowed';

const domainPrefix = 'domain:';

/** The attribute of a user's item that says what the user decided about everyone of a domain. */
export const domainAttribute = (domain: string): string => `${domainPrefix}${domain}`;

/** What the last update of a chat that changed something was answered, so that its repetition gets the same answer. */
interface LastUpdate {
  readonly id: number;
  /** When it was answered, epoch milliseconds. */
  readonly at: number;
  readonly answer: unknown;
}

/** A person or a group that talks to the bot. */
export interface TelegramUser {
  readonly chatId: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** `inactive` after /deactivate; `blocked` after the person blocked the bot or the group removed it. */
  readonly status: 'active' | 'inactive' | 'blocked';
  readonly language: Language;
  readonly firstName: string;
  readonly username: string;
  /** The first address, as in SevenBot. */
  readonly emailAddress?: string;
  /** All addresses, the first included. */
  readonly addresses: Readonly<Record<string, OwnAddress>>;
  /** How many mails were summarised. */
  readonly emailCount: number;
  /** When the last one was, ISO 8601. */
  readonly lastSummaryTime?: string;
  readonly digest: DigestSetting;
  /** When the next message may be sent to the chat, epoch milliseconds. */
  readonly nextSendAt: number;
  readonly lastUpdate?: LastUpdate;
  /** What was decided about everyone of a domain, by the domain in lower case. */
  readonly domains: Readonly<Record<string, SenderVerdict>>;
  /** The supergroup that the group became. */
  readonly migratedTo?: number;
}

const address = v.object({
  label: v.fallback(v.string(), ''),
  status: v.fallback(v.picklist(['active', 'paused']), 'active'),
  createdAt: v.fallback(v.number(), 0),
  expiresAt: v.exactOptional(v.number()),
  updateId: v.exactOptional(v.number()),
});

const digest = v.union([
  v.object({ mode: v.picklist(['instant', 'hourly']) }),
  v.object({ mode: v.literal('daily'), hour: v.number(), minute: v.number(), zone: v.string() }),
]);

/** What is stored about a user. Other attributes of the item were written by others and are left alone. */
const stored = v.object({
  chat_id: v.number(),
  created_at: v.string(),
  status: v.fallback(v.picklist(['active', 'inactive', 'blocked']), 'active'),
  language: v.fallback(v.picklist(['en', 'de']), 'en'),
  first_name: v.fallback(v.string(), ''),
  username: v.fallback(v.string(), ''),
  email_address: v.exactOptional(v.string()),
  addresses: v.fallback(v.record(v.string(), address), {}),
  email_count: v.fallback(v.number(), 0),
  last_summary_time: v.exactOptional(v.string()),
  digest: v.fallback(digest, { mode: 'instant' }),
  next_send_at: v.fallback(v.number(), 0),
  last_update: v.exactOptional(v.object({ id: v.number(), at: v.number(), answer: v.unknown() })),
  migrated_to: v.exactOptional(v.number()),
});

/** @returns undefined where there is no user: no item, or one that holds only the pace of the chat */
export function parseUser(item: Readonly<Record<string, unknown>> | undefined): TelegramUser | undefined {
  if (item?.created_at === undefined) return undefined;
  const user = v.parse(stored, item);
  return {
    chatId: user.chat_id,
    createdAt: user.created_at,
    status: user.status,
    language: user.language,
    firstName: user.first_name,
    username: user.username,
    addresses: user.addresses,
    emailCount: user.email_count,
    digest: user.digest as DigestSetting,
    nextSendAt: user.next_send_at,
    domains: domainsIn(item),
    ...(user.email_address !== undefined && { emailAddress: user.email_address }),
    ...(user.last_summary_time !== undefined && { lastSummaryTime: user.last_summary_time }),
    ...(user.last_update !== undefined && { lastUpdate: user.last_update }),
    ...(user.migrated_to !== undefined && { migratedTo: user.migrated_to }),
  };
}

/** @returns the group that became this supergroup */
export const migratedFrom = (item: Readonly<Record<string, unknown>> | undefined): number | undefined =>
  typeof item?.migrated_from === 'number' ? item.migrated_from : undefined;

/** @returns what was decided about everyone of a domain, also in a chat that has never registered */
export function domainsIn(
  item: Readonly<Record<string, unknown>> | undefined = {},
): Readonly<Record<string, SenderVerdict>> {
  const domains: Record<string, SenderVerdict> = {};
  for (const [name, value] of Object.entries(item)) {
    const isVerdict = value === 'blocked' || value === 'allowed';
    if (isVerdict && name.startsWith(domainPrefix)) domains[name.slice(domainPrefix.length)] = value;
  }
  return domains;
}
