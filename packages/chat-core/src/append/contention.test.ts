import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { seeded } from '../../test/seeded.ts';
import { createVirtualNetwork } from '../../test/virtual-network.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { ThreadBusyError } from '../errors.ts';
import { readThreadView } from '../threads/read-thread-view.ts';
import { appendMessage } from './append-message.ts';

const sends = 4;

describe('many writers on one thread', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  /** How many transactions a message takes that is committed, on a network of 8 to 24 ms a round trip. */
  async function transactionsPerMessage(
    writers: number,
    seed: number,
    others: Partial<ChatContext> = {},
  ): Promise<number> {
    const random = seeded(seed);
    const network = createVirtualNetwork(world.context.now(), () => 8 + 16 * random());
    const { client, ...context } = world.another();
    network.slow(client);
    const own = { ...context, client, random, now: network.now, pause: network.pause, ...others };
    const threadId = `busy-${seed}-${Object.keys(others)}`;
    const user = { type: 'user', userId: 'ann' } as const;
    await network.run(appendMessage(own, { threadId, author: user, text: 'first' }));
    let transactions = 0;
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === 'TransactWriteItemsCommand') transactions += 1;
          return next(args);
        },
      { step: 'initialize' },
    );
    const write = async (writer: number) => {
      for (let send = 0; send < sends; send += 1) {
        const { head } = await readThreadView(own, { threadId, userIds: [user.userId] });
        await appendMessage(own, { threadId, author: user, text: `${writer}.${send}`, head });
      }
    };
    const all = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    const isBusy = await network.run(all).then(
      () => false,
      (error: unknown) => {
        if (error instanceof ThreadBusyError) return true;
        throw error;
      },
    );
    return isBusy ? Number.POSITIVE_INFINITY : transactions / (writers * sends);
  }

  // On virtual time, what a message costs is a property of the code, and no matter how busy the machine is.
  it.each([1, 2])('cost at most 3 transactions for each message that is committed: seed %i', async (seed) => {
    expect(await transactionsPerMessage(32, seed)).toBeLessThanOrEqual(3);
  });

  it('would cost more if they did not wait', async () => {
    expect(await transactionsPerMessage(12, 3, { pause: async () => {} })).toBeGreaterThan(3);
  });
});
