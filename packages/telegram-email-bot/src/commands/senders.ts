import { isDomain, listSenders, mostDomains, senderOf, setVerdict } from '../senders/sender-store.ts';
import type { SenderVerdict } from '../users/telegram-user.ts';
import { readChat } from '../users/user-store.ts';
import {
  type Command,
  type CommandDependencies,
  type CommandRequest,
  type Reply,
  textsFor,
} from './command.ts';

export const block: Command = (dependencies, request) => decideOn(dependencies, request, 'blocked');

export const allow: Command = (dependencies, request) => decideOn(dependencies, request, 'allowed');

/** Blocks or allows a sender; without one it lists those that were decided on. Doing it twice changes nothing. */
async function decideOn(
  { context }: CommandDependencies,
  { profile, updateId, argument }: CommandRequest,
  verdict: SenderVerdict,
): Promise<Reply> {
  const { chatId } = profile;
  const { user, domains } = await readChat(context, chatId);
  const texts = textsFor(user, profile);
  if (argument.trim() === '') {
    const senders = await listSenders(context, chatId, domains);
    const named = (wanted: SenderVerdict) =>
      senders.filter((known) => known.verdict === wanted).map(({ sender }) => sender);
    return { text: texts.senders(named('blocked').slice(0, 40), named('allowed').slice(0, 40)) };
  }
  const sender = senderOf(argument);
  if (sender === undefined) return { text: texts.senderProblem(verdict === 'blocked' ? 'block' : 'allow') };
  const decided = Object.keys(domains);
  if (isDomain(sender) && !decided.includes(sender) && decided.length >= mostDomains)
    return { text: texts.tooManyDomains(mostDomains) };
  await setVerdict(context, chatId, { sender, verdict }, updateId);
  return { text: verdict === 'blocked' ? texts.senderBlocked(sender) : texts.senderAllowed(sender) };
}
