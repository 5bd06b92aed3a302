import { addressWrite, endWrite, findAddress, statusWrite } from '../addresses/address-store.ts';
import { newAddress } from '../addresses/mail-address.ts';
import { oneLine } from '../mail/visible-text.ts';
import type { ListedAddress } from '../texts/texts.ts';
import type { OwnAddress, TelegramUser } from '../users/telegram-user.ts';
import { isAsSeen, readUser, type UpdateEffect } from '../users/user-store.ts';
import {
  answerOnce,
  type Command,
  type CommandDependencies,
  type CommandRequest,
  type Reply,
  textsFor,
} from './command.ts';

/** How many addresses one user can have. */
const mostAddresses = 20;
const longestLabel = 30;
const dayMs = 86_400_000;
const mostDays = 365;
const mostMails = 1_000;

/** Gives a first address. Someone who has one keeps it, unless it has expired. One request for someone who is new. */
export const register: Command = (dependencies, { profile, updateId }) => {
  const { context } = dependencies;
  const address = newAddress({ ...dependencies, name: '' });
  const { chatId } = profile;
  const own = ownAddress(dependencies, updateId, '');
  const liveOf = (user: TelegramUser) => liveAddresses(user, context.now());
  /** @param user has an address that has expired */
  const give = (user?: TelegramUser): Promise<Reply> => {
    const addresses = { ...listOf(user ? liveOf(user) : []), [address]: own };
    const change = { emailAddress: address, addresses };
    return answerOnce(
      dependencies,
      {
        profile,
        updateId,
        ...(user ? changeOf(user, change) : { change, condition: 'attribute_not_exists(email_address)' }),
        answer: { text: textsFor(user, profile).registered(address) },
      },
      [addressWrite(context, { address, chatId, label: '' })],
      (now, outcome) => {
        const texts = textsFor(now, profile);
        if (now?.emailAddress === undefined) return { text: texts.noAddress };
        const isLive = liveOf(now).some((known) => known.address === now.emailAddress);
        return isLive || outcome === 'repeated'
          ? { text: texts.registeredBefore(now.emailAddress) }
          : give(now);
      },
    );
  };
  return give();
};

const ownAddress = (
  { context }: CommandDependencies,
  updateId: number,
  label: string,
  expiresAt?: number,
): OwnAddress => ({
  updateId,
  label,
  status: 'active',
  createdAt: context.now(),
  ...(expiresAt !== undefined && { expiresAt }),
});

/** The addresses of a user that have not expired, the oldest first. */
export const liveAddresses = (
  { addresses }: Pick<TelegramUser, 'addresses'>,
  nowMs: number,
): readonly ListedAddress[] =>
  Object.entries(addresses)
    .map(([address, own]) => ({ address, ...own }))
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > nowMs)
    .toSorted((left, right) => left.createdAt - right.createdAt);

export const listAddresses: Command = async ({ context }, { profile }) => {
  const user = await readUser(context, profile.chatId);
  const texts = textsFor(user, profile);
  const addresses = user ? liveAddresses(user, context.now()) : [];
  return { text: addresses.length === 0 ? texts.noAddress : texts.addresses(addresses) };
};

interface NewAddress {
  readonly label: string;
  /** 1 to `mostDays`. */
  readonly days?: number;
  /** 1 to `mostMails`. */
  readonly mails?: number;
  /** What limits it and is out of range, or the second of its kind. */
  readonly wrong?: string | undefined;
}

/** What `/new` asks for: `/new shop 7d 5x` is an address for a shop, for seven days or five mails. */
function parseNewAddress(argument: string): NewAddress {
  const words = argument.trim().split(/\s+/).filter(Boolean);
  const days = limitIn(words, /^(\d+)d$/i, mostDays);
  const mails = limitIn(words, /^(\d+)x$/i, mostMails);
  const label = oneLine(words.filter((word) => !/^\d+[dx]$/i.test(word)).join(' '), longestLabel);
  return {
    label,
    ...(days.limit !== undefined && { days: days.limit }),
    ...(mails.limit !== undefined && { mails: mails.limit }),
    wrong: days.wrong ?? mails.wrong,
  };
}

/** The one number of a kind that is among words, and the first word of the kind that gives none. */
function limitIn(
  words: readonly string[],
  pattern: RegExp,
  most: number,
): { readonly limit?: number; readonly wrong?: string | undefined } {
  const [word, second] = words.filter((candidate) => pattern.test(candidate));
  if (word === undefined) return {};
  const limit = Number(pattern.exec(word)?.[1]);
  return limit >= 1 && limit <= most ? { limit, wrong: second } : { wrong: word };
}

/** A change of all addresses of a user, which must not undo what another update has made of them since they were read. */
const changeOf = (user: TelegramUser | undefined, change: UpdateEffect['change']) => ({
  change,
  seen: user?.lastUpdate?.id ?? 0,
  condition: isAsSeen,
});

/** Whether a change of addresses was refused because another update has changed the user since they were read. */
const hasChanged = (
  seen: TelegramUser | undefined,
  now: TelegramUser | undefined,
  outcome: 'repeated' | 'refused',
): boolean => outcome === 'refused' && now?.lastUpdate?.id !== seen?.lastUpdate?.id;

/** Those addresses for some mails that have got all of them. One request for each address. */
async function endedAddresses(
  context: CommandDependencies['context'],
  addresses: readonly ListedAddress[],
): Promise<readonly string[]> {
  const records = await Promise.all(addresses.map(({ address }) => findAddress(context, address)));
  return records.flatMap((record) => (record?.mailsLeft === 0 ? record.address : []));
}

/** Gives one more address; the first one too. */
export const addAddress: Command = async (dependencies, request) => {
  const { profile, updateId, argument } = request;
  const { context } = dependencies;
  const user = await readUser(context, profile.chatId);
  const texts = textsFor(user, profile);
  const listed = user ? liveAddresses(user, context.now()) : [];
  const ended = listed.length < mostAddresses ? [] : await endedAddresses(context, listed);
  const live = listed.filter(({ address }) => !ended.includes(address));
  if (live.length >= mostAddresses) return { text: texts.tooManyAddresses(mostAddresses) };
  const { label, days, mails, wrong } = parseNewAddress(argument);
  if (wrong !== undefined) return { text: texts.wrongLimit(wrong, { days: mostDays, mails: mostMails }) };
  const address = newAddress({ ...dependencies, name: label });
  const expiresAt = days === undefined ? undefined : context.now() + days * dayMs;
  const addresses = { ...listOf(live), [address]: ownAddress(dependencies, updateId, label, expiresAt) };
  return answerOnce(
    dependencies,
    {
      profile,
      updateId,
      ...changeOf(user, { addresses, ...(user?.emailAddress === undefined && { emailAddress: address }) }),
      answer: { text: texts.newAddress(address, label, { expiresAt, mails }) },
    },
    [
      addressWrite(context, {
        address,
        chatId: profile.chatId,
        label,
        ...(mails !== undefined && { mailsLeft: mails }),
        ...(expiresAt !== undefined && { expiresAt }),
      }),
      ...ended.map((old) => endWrite(context, { address: old, chatId: profile.chatId })),
    ],
    (now, outcome) => {
      if (hasChanged(user, now, outcome)) return addAddress(dependencies, request);
      const own = now ? liveAddresses(now, context.now()) : [];
      const made = own.find((candidate) => candidate.updateId === updateId);
      if (made)
        return { text: texts.newAddress(made.address, made.label, { expiresAt: made.expiresAt, mails }) };
      return { text: own.length === 0 ? texts.noAddress : texts.addresses(own) };
    },
  );
};

/** As the user's item has them: what has expired is left out. */
const listOf = (addresses: readonly ListedAddress[]): Readonly<Record<string, OwnAddress>> =>
  Object.fromEntries(addresses.map(({ address, ...own }) => [address, own]));

export const pause: Command = (dependencies, request) => setAddressStatus(dependencies, request, 'paused');

export const resume: Command = (dependencies, request) => setAddressStatus(dependencies, request, 'active');

async function setAddressStatus(
  dependencies: CommandDependencies,
  request: CommandRequest,
  status: OwnAddress['status'],
): Promise<Reply> {
  const { profile, updateId, argument } = request;
  const { context } = dependencies;
  const user = await readUser(context, profile.chatId);
  const texts = textsFor(user, profile);
  const live = user ? liveAddresses(user, context.now()) : [];
  if (live.length === 0) return { text: texts.noAddress };
  const chosen = chooseAddress(live, argument);
  if (!chosen) return { text: texts.whichAddress(live) };
  const { address } = chosen;
  const addresses = listOf(live.map((own) => (own === chosen ? { ...own, status } : own)));
  const text = status === 'paused' ? texts.paused(address) : texts.resumed(address);
  const answer = { text };
  return answerOnce(
    dependencies,
    { profile, updateId, ...changeOf(user, { addresses }), answer },
    [statusWrite(context, { address, chatId: profile.chatId, status })],
    (now, outcome) =>
      hasChanged(user, now, outcome) ? setAddressStatus(dependencies, request, status) : answer,
  );
}

/** The address that a user means: by itself, by its beginning, by its label; the only one where nothing is said. */
function chooseAddress(addresses: readonly ListedAddress[], argument: string): ListedAddress | undefined {
  const wanted = argument.trim().toLowerCase();
  const matching =
    wanted === ''
      ? addresses
      : addresses.filter(
          ({ address, label }) => address.startsWith(wanted) || label.toLowerCase() === wanted,
        );
  return matching.length === 1 ? matching[0] : undefined;
}
