import type { Json } from '../tables/engine-client.ts';
import { bareRecipient, type ItemLookup } from './item-lookup.ts';
import type { LoggedMail, MailLog } from './mail-log.ts';

/** A mail with what the stack has done with it. */
interface MailHistory extends LoggedMail {
  /** For each recipient the item that the stack keeps of the mail, without types; null where it keeps none, or none yet. */
  readonly states: readonly (Json | null)[];
}

const mostTold = 200;

/** @returns the newest mails of the port, each with its state @param stateOf `undefined` if the stack does not have it */
export const readMailHistory = (
  log: MailLog,
  stateOf: ItemLookup | undefined,
): Promise<readonly MailHistory[]> =>
  Promise.all(
    log.newest(mostTold).map(async (mail) => ({
      ...mail,
      states: await Promise.all(mail.recipients.map((recipient) => stateFor(mail, recipient, stateOf))),
    })),
  );

async function stateFor(
  { messageId, refusal }: LoggedMail,
  recipient: string,
  stateOf: ItemLookup | undefined,
): Promise<Json | null> {
  if (refusal !== undefined || stateOf === undefined) return null;
  const address = bareRecipient(recipient);
  const mailbox = address.slice(0, address.lastIndexOf('@'));
  const item = await stateOf({ messageId, address, mailbox });
  return item === undefined ? null : plain(item);
}

/** An item as DynamoDB writes it, without the types. */
const plain = (item: Json): Json =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value as Json)]));

function plainValue(typed: Json): unknown {
  const [type, value] = Object.entries(typed)[0] ?? [];
  switch (type) {
    case 'N':
      return Number(value);
    case 'NULL':
      return null;
    case 'L':
      return (value as readonly Json[]).map(plainValue);
    case 'M':
      return plain(value as Json);
    default:
      return value;
  }
}
