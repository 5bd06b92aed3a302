/** How fast Telegram lets a bot send. */
export interface SendingRates {
  /** Messages a second in one chat. */
  readonly perChatPerSecond: number;
  /** Messages a second of one bot. */
  readonly perBotPerSecond: number;
  /** Messages a minute in one group. */
  readonly perGroupPerMinute: number;
}

/** What Telegram's documentation names. */
export const telegramRates: SendingRates = {
  perChatPerSecond: 1,
  perBotPerSecond: 30,
  perGroupPerMinute: 20,
};

interface Window {
  readonly key: string;
  readonly most: number;
  readonly lengthMs: number;
}

/** Counts what bots send in sliding windows. */
export class SendingLimits {
  readonly #rates: SendingRates | undefined;
  readonly #sentAt = new Map<string, number[]>();

  /** @param rates without them there is no limit */
  constructor(rates?: SendingRates) {
    this.#rates = rates;
  }

  /**
   * Counts a message if it is within the limits.
   *
   * @returns after how many seconds it may be sent; 0 if it was counted
   */
  take(botId: number, chatId: number, nowMs: number): number {
    const windows = this.#windows(botId, chatId);
    const waitMs = Math.max(0, ...windows.map((window) => this.#waitMs(window, nowMs)));
    if (waitMs === 0) for (const { key } of windows) this.#sentAt.get(key)?.push(nowMs);
    return Math.ceil(waitMs / 1000);
  }

  #windows(botId: number, chatId: number): readonly Window[] {
    if (this.#rates === undefined) return [];
    const { perBotPerSecond, perChatPerSecond, perGroupPerMinute } = this.#rates;
    const chat = { key: `${botId}:${chatId}`, most: perChatPerSecond, lengthMs: 1_000 };
    const bot = { key: `${botId}`, most: perBotPerSecond, lengthMs: 1_000 };
    const group = { key: `${botId}:${chatId}:minute`, most: perGroupPerMinute, lengthMs: 60_000 };
    return chatId < 0 ? [bot, chat, group] : [bot, chat];
  }

  #waitMs({ key, most, lengthMs }: Window, nowMs: number): number {
    const times = (this.#sentAt.get(key) ?? []).filter((time) => time > nowMs - lengthMs);
    this.#sentAt.set(key, times);
    const oldest = times.at(-most);
    return oldest === undefined ? 0 : oldest + lengthMs - nowMs;
  }
}
