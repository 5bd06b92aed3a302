import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, transactWrite } from '@switchboard/data-core';
import { ownerWrite } from '../addresses/address-store.ts';
import type { StoreContext } from '../context/store-context.ts';
import { listSenders, setVerdict } from '../senders/sender-store.ts';
import { parseUser } from './telegram-user.ts';

/**
 * A group became a supergroup with another id: its addresses and settings move there. Doing it again changes nothing.
 */
export async function migrateChat(context: StoreContext, from: number, to: number): Promise<void> {
  const { client, tables } = context;
  const get = new GetCommand({
    TableName: tables.telegramUsers,
    Key: { chat_id: from },
    ConsistentRead: true,
  });
  const { Item } = await client.send(get);
  const user = parseUser(Item);
  if (Item === undefined || user === undefined || user.migratedTo !== undefined) return;
  const { last_update: _, ...kept } = Item;
  const put = new PutCommand({
    TableName: tables.telegramUsers,
    Item: { ...kept, chat_id: to },
    ConditionExpression: 'attribute_not_exists(chat_id)',
  });
  await conditionHeld(client.send(put));
  for (const address of Object.keys(user.addresses)) {
    await transactWrite(client, [ownerWrite(context, { address, from, to })]);
  }
  const senders = await listSenders(context, from, {});
  for (const sender of senders) await setVerdict(context, to, sender, 0);
  // Last: a crash before leaves the group as it is, and the migration begins again.
  const mark = new UpdateCommand({
    TableName: tables.telegramUsers,
    Key: { chat_id: from },
    UpdateExpression: 'SET migrated_to = :to REMOVE email_address, addresses',
    ExpressionAttributeValues: { ':to': to },
  });
  await client.send(mark);
}
