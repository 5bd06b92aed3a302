import { type DigestSetting, parseDigest } from '../digests/digest-setting.ts';
import { helpIn } from '../texts/help-in.ts';
import { languages } from '../texts/language.ts';
import { textsIn } from '../texts/texts-in.ts';
import type { TelegramUser } from '../users/telegram-user.ts';
import { readUser } from '../users/user-store.ts';
import { liveAddresses } from './addresses.ts';
import {
  answerOnce,
  type Command,
  type CommandDependencies,
  type CommandRequest,
  type Reply,
  textsFor,
} from './command.ts';

export const start: Command = async ({ context }, { profile }) => {
  const user = await readUser(context, profile.chatId);
  return { text: textsFor(user, profile).welcome(user?.emailAddress) };
};

export const help: Command = async ({ context }, { profile }) => ({
  text: helpIn(textsFor(await readUser(context, profile.chatId), profile).language),
});

export const status: Command = async ({ context }, { profile }) => {
  const user = await readUser(context, profile.chatId);
  const texts = textsFor(user, profile);
  if (user?.emailAddress === undefined) return { text: texts.noAddress };
  const { emailCount, lastSummaryTime, digest } = user;
  const text = texts.status({
    isActive: user.status === 'active',
    addresses: liveAddresses(user, context.now()).length,
    emailCount,
    digest,
    ...(lastSummaryTime !== undefined && { lastSummaryAt: Date.parse(lastSummaryTime) }),
  });
  return { text };
};

export const deactivate: Command = (dependencies, request) => setDelivery(dependencies, request, 'inactive');

export const activate: Command = (dependencies, request) => setDelivery(dependencies, request, 'active');

async function setDelivery(
  dependencies: CommandDependencies,
  { profile, updateId }: CommandRequest,
  wanted: TelegramUser['status'],
): Promise<Reply> {
  const user = await readUser(dependencies.context, profile.chatId);
  const texts = textsFor(user, profile);
  if (user?.emailAddress === undefined) return { text: texts.noAddress };
  const text = wanted === 'active' ? texts.activated : texts.deactivated;
  return answerOnce(dependencies, { profile, updateId, change: { status: wanted }, answer: { text } });
}

export const digest: Command = async (dependencies, { profile, updateId, argument }) => {
  const user = await readUser(dependencies.context, profile.chatId);
  const texts = textsFor(user, profile);
  const setting = parseDigest(argument, zoneOf(user?.digest));
  if (typeof setting === 'string') return { text: texts.digestProblem(setting) };
  return answerOnce(dependencies, {
    profile,
    updateId,
    change: { digest: setting },
    answer: { text: texts.digestSet(setting) },
  });
};

const zoneOf = (setting: DigestSetting | undefined): string =>
  setting?.mode === 'daily' ? setting.zone : 'UTC';

export const language: Command = async (dependencies, { profile, updateId, argument }) => {
  const wanted = languages.find((known) => known === argument.trim().toLowerCase());
  if (wanted === undefined) {
    const user = await readUser(dependencies.context, profile.chatId);
    return { text: textsFor(user, profile).languageProblem };
  }
  const answer = { text: textsIn(wanted).languageSet };
  return answerOnce(dependencies, { profile, updateId, change: { language: wanted }, answer });
};
