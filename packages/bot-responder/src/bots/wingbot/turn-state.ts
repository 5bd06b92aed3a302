import type { WingbotState } from 'wingbot';
import type { BotState } from '../../bot/bot.ts';

/**
 * A state storage of wingbot for one turn: the state is that of the turn, and what wingbot saves is committed with the reply. The turn holds
 * the thread, so there is no second lock.
 */
export function createTurnState(kept: BotState) {
  let state = asRecord(kept.wingbot);
  const stateOf = (senderId: string, pageId: string): WingbotState => ({ senderId, pageId, state });
  return {
    getState: async (senderId: string, pageId: string) => stateOf(senderId, pageId),
    getOrCreateAndLock: async (senderId: string, pageId: string) => stateOf(senderId, pageId),
    saveState: async (saved: WingbotState) => {
      state = saved.state;
      return saved;
    },
    /** What the bot is to keep: plain JSON, as wingbot's own storages keep it. */
    toKeep: (): BotState => ({ wingbot: JSON.parse(JSON.stringify(state)) }),
  };
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
