import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { readConnection } from '../connections/read-connections.ts';
import { recordConnect } from '../connections/record-connection.ts';

describe('a plain write to an item that a transaction is at', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  /** A context whose first updates meet a transaction. */
  function conflicting(conflicts: number) {
    const context = world.another();
    const pauses: number[] = [];
    let left = conflicts;
    context.client.middlewareStack.add(
      (next) => (args) => {
        if (left-- <= 0) return next(args);
        throw new TransactionConflictException({ message: 'Transaction is ongoing', $metadata: {} });
      },
      { step: 'finalizeRequest', priority: 'low', name: 'conflict' },
    );
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
    };
    return { context: { ...context, pause, random: () => 1 }, pauses };
  }

  it('is tried again, with longer pauses', async () => {
    const { context, pauses } = conflicting(3);
    await recordConnect(context, { userId: 'ann', connectionId: 'a' });
    await expect(readConnection(world.context, 'ann')).resolves.toMatchObject({ connectionId: 'a' });
    expect(pauses).toEqual([25, 50, 100]);
  });

  it('is given up after eight tries', async () => {
    const { context, pauses } = conflicting(99);
    await expect(recordConnect(context, { userId: 'bob', connectionId: 'b' })).rejects.toThrow(
      TransactionConflictException,
    );
    expect(pauses).toHaveLength(7);
  });
});
