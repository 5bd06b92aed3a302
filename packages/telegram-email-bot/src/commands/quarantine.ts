import type { StoreContext } from '../context/store-context.ts';
import { cutAt } from '../mail/visible-text.ts';
import { listHeld } from '../quarantine/quarantine-store.ts';
import type { Texts } from '../texts/texts.ts';
import { readUser } from '../users/user-store.ts';
import { type Command, type Reply, textsFor } from './command.ts';

/** How many mails one list shows. */
const pageSize = 6;

export const quarantine: Command = async ({ context }, { profile }) => {
  const user = await readUser(context, profile.chatId);
  return quarantinePage(context, profile.chatId, textsFor(user, profile));
};

/** A page of what is held, with a button for each mail. @param before shows what is older than this */
export async function quarantinePage(
  context: StoreContext,
  chatId: number,
  texts: Texts,
  before?: string,
): Promise<Reply> {
  const page = await listHeld(context, chatId, { limit: pageSize, ...(before !== undefined && { before }) });
  const { mails } = page;
  if (mails.length === 0) return { text: texts.quarantineEmpty };
  const short = mails.map((mail) => ({
    ...mail,
    from: cutAt(mail.from, 80),
    subject: cutAt(mail.subject, 120) || texts.mail.noSubject,
  }));
  const buttons = mails.map(({ ref }, index) => ({
    text: texts.buttons.show(index + 1),
    data: `held:${ref}`,
  }));
  const rows = [
    buttons.slice(0, 3),
    buttons.slice(3),
    ...(page.before === undefined ? [] : [[{ text: texts.buttons.older, data: `older:${page.before}` }]]),
  ];
  return {
    text: texts.quarantine(short, page.before !== undefined),
    buttons: rows.filter((row) => row.length > 0),
  };
}
