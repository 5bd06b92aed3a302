import { randomUUID } from 'node:crypto';
import { BotApi } from '../../src/telegram/bot-api.ts';
import { createTelegramSender, type TelegramSender } from '../../src/telegram/telegram-sender.ts';
import type { BotWorld } from '../bot-world.ts';
import { unhurriedMs } from '../telegram-world.ts';

/** Sends as the functions do, and waits however long a busy machine takes. */
export const patientSender = ({ token, simulator }: Pick<BotWorld, 'token' | 'simulator'>): TelegramSender =>
  createTelegramSender(
    new BotApi({ token, apiRoot: simulator.root, newId: randomUUID, timeoutMs: unhurriedMs }),
  );
