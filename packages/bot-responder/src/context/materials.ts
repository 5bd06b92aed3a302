import type { Log } from '@switchboard/chat-core';
import type { BotConfigStorage, createDocumentClient } from '@switchboard/data-core';
import type { Environment } from '@switchboard/declarations/configuration';

/** What the composition root makes a bot's context of. */
export interface ContextMaterials {
  readonly client: ReturnType<typeof createDocumentClient>;
  readonly config: BotConfigStorage;
  readonly environment: Environment;
  readonly log: Log;
  readonly now: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** How long audit entries and results of do-once are kept, days. */
  readonly retentionDays: number;
}
