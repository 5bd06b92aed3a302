import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StoreTable } from '../client/store-table.ts';
import { isConditionFailed } from '../errors/condition-failed.ts';
import { isExpired } from '../time/expiry.ts';
import { type IssuedToken, registerAndProlongInput, registerInput, unregisterInput } from './token-inputs.ts';
import { issuedKey, registeredTokens, registryKey } from './token-items.ts';

/** A registry forgets expired tokens when it has this many of them, and so many at once. */
const expiredAtOnce = 20;

/** Names an issued token in its sender's registry. */
export async function registerToken(
  { client, tableName }: StoreTable,
  token: IssuedToken,
  nowMs: number,
): Promise<void> {
  const register = client.send(new UpdateCommand(registerAndProlongInput(tableName, token)));
  const { Attributes = {} } = await register.catch((error: unknown) => {
    if (isConditionFailed(error)) return client.send(new UpdateCommand(registerInput(tableName, token)));
    throw error;
  });
  const expired = registeredTokens(Attributes).filter((registered) => isExpired(registered, nowMs));
  if (expired.length < expiredAtOnce) return;
  const hashes = expired.slice(0, expiredAtOnce).map(({ hash }) => hash);
  await client.send(new UpdateCommand(unregisterInput(tableName, token.senderId, hashes)));
}

/** Removes every token that the registry names, and then its name. @returns how many there were */
export async function removeIssuedTokens(
  { client, tableName }: StoreTable,
  senderId: string,
): Promise<number> {
  const key = registryKey(senderId);
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
  );
  const hashes = registeredTokens(Item ?? {}).map(({ hash }) => hash);
  let removed = 0;
  for (let first = 0; first < hashes.length; first += expiredAtOnce) {
    const chunk = hashes.slice(first, first + expiredAtOnce);
    const deleted = await Promise.all(
      chunk.map((hash) =>
        client.send(
          new DeleteCommand({ TableName: tableName, Key: issuedKey(hash), ReturnValues: 'ALL_OLD' }),
        ),
      ),
    );
    removed += deleted.filter(({ Attributes }) => Attributes).length;
    await client.send(new UpdateCommand(unregisterInput(tableName, senderId, chunk)));
  }
  return removed;
}
