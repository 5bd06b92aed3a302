import type { BotConfigSource } from './bot-factory.ts';

/** A configuration that follows what is stored, from one turn to the next. */
export interface HotConfig<Value> {
  /**
   * The configuration as it is now, or the built-in one if none is stored. Costs one small read; a second one only where it
   * has changed.
   *
   * @throws what `parse` throws, if what is stored is invalid and there was nothing valid before it
   */
  current(): Promise<Value>;
}

export interface HotConfigOptions<Value> {
  readonly storage: BotConfigSource;
  /** Under which name it is stored. */
  readonly id: string;
  /** What holds while nothing is stored. */
  readonly builtIn: Value;
  /** @throws for what is stored and invalid */
  readonly parse: (stored: Readonly<Record<string, unknown>>) => Value;
  /** Called with an invalid configuration; the bot keeps the last valid one. */
  readonly onInvalid: (error: unknown) => void;
}

interface Known<Value> {
  readonly timestamp: number;
  readonly value: Value;
}

export function createHotConfig<Value>(options: HotConfigOptions<Value>): HotConfig<Value> {
  const { storage, id, builtIn, parse, onInvalid } = options;
  let known: Known<Value> | undefined;

  async function read(): Promise<Value> {
    const stored = await storage.getConfig(id);
    if (stored === null) return builtIn;
    const { timestamp: _, ...config } = stored;
    try {
      return parse(config);
    } catch (error) {
      if (known === undefined) throw error;
      onInvalid(error);
      return known.value;
    }
  }

  return {
    async current() {
      const timestamp = await storage.getConfigTimestamp(id);
      if (timestamp !== known?.timestamp) {
        known = { timestamp, value: timestamp === 0 ? builtIn : await read() };
      }
      return known.value;
    },
  };
}
