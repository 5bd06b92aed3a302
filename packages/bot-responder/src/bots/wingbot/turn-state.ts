import { AsyncLocalStorage } from 'node:async_hooks';
import type { WingbotState } from 'wingbot';
import type { BotState } from '../../bot/bot.ts';

/**
 * A state storage for wingbot that lives as long as one turn: the state is that of the turn, and what wingbot saves is committed with the
 * reply. The turn holds the thread, so there is no second lock. A BotApp has one such storage, and each turn finds its own state in it.
 */
export function createTurnStates() {
  const turns = new AsyncLocalStorage<{ state: Record<string, unknown> }>();
  const current = () => {
    const turn = turns.getStore();
    if (turn === undefined) throw new Error('wingbot asked for a state, but no turn is in progress.');
    return turn;
  };
  const stateOf = (senderId: string, pageId: string): WingbotState => ({
    senderId,
    pageId,
    state: current().state,
  });
  return {
    stateStorage: {
      getState: async (senderId: string, pageId: string) => stateOf(senderId, pageId),
      getOrCreateAndLock: async (senderId: string, pageId: string) => stateOf(senderId, pageId),
      saveState: async (saved: WingbotState) => {
        current().state = saved.state;
        return saved;
      },
    },
    /** @param kept what the bot found in the turn's state @returns what it is to keep after `work` */
    async during(kept: BotState, work: () => Promise<void>): Promise<BotState> {
      const turn = { state: asRecord(kept.wingbot) };
      await turns.run(turn, work);
      return { wingbot: turn.state };
    },
  };
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
