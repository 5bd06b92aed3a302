/** In place of `approvals.ts` for a bot that asks the customer nothing and calls no tools: it is loaded without that code. */
import type { BotState } from '../bot/bot.ts';
import type { StoredState } from './approvals.ts';

export const maxQuestionLength = 0;
export const readStored = (kept: BotState): StoredState => ({ kept, pending: undefined });
export const toStored = ({ kept }: StoredState): BotState => kept;
export const settleApproval = (): undefined => undefined;
export const pendingOf = (): undefined => undefined;
export const openQuestionOf = (): undefined => undefined;
export const alertOfQuestion = async (): Promise<void> => {};
export const approvalMetadata = () => ({});
export const checkedApproval = (_: unknown, invalid: (what: string) => never) => invalid('an approval');
export const checkTool = (_: unknown, invalid: (what: string) => never) => invalid('a tool');
