import { attachmentPrefix, attachmentsBucket } from '@switchboard/chat-core/tables';
import {
  botConfigTable,
  botTokensTable,
  chatLogTable,
  partitionedKeysTable,
} from '@switchboard/data-core/tables';
import {
  invokeModels,
  onBucket,
  onTable,
  type SecretDefinition,
  type SettingName,
  secret,
  type Use,
  type VariantNeeds,
} from '@switchboard/declarations';

/** What a bot needs of its environment beside what every bot has. */
interface BotNeeds {
  /** Read with `context.secret(name)`. @default none */
  readonly secrets?: readonly SecretDefinition[];
  /** Read from `context.environment`. @default none */
  readonly settings?: readonly SettingName[];
  /** @default none */
  readonly uses?: readonly Use[];
}

/** Bots that need more than every bot has, by name. A bot that has a secret is named here. */
const needsByBot: Readonly<Record<string, BotNeeds>> = {
  llm: {
    secrets: [
      {
        name: 'llm-api-key',
        description: 'The key of the API at LLM_BASE_URL. Your own server may not need one.',
      },
    ],
    settings: ['LLM_BASE_URL', 'LLM_MODEL'],
    uses: [invokeModels()],
  },
  wingbot: {
    secrets: [
      {
        name: 'wingbot-token-secret',
        description:
          'Seals the tokens of wingbot (res.token): any 16 bytes or more. Without it, the bot makes no tokens.',
      },
      {
        name: 'wingbot-designer-token',
        description:
          'The token that wingbot’s designer asks for at WINGBOT_URL. Your own server may not need one.',
      },
    ],
    settings: ['WINGBOT_URL', 'RETENTION_DAYS'],
    uses: [onTable(botTokensTable, 'get', 'put'), onTable(botConfigTable, 'put', 'update', 'delete')],
  },
};

/** Bots that answer at once and need only their configuration. Nothing else is loaded for them. */
export const plainBots: readonly string[] = ['rules'];

/** Do-once, limits, the audit log and people's files, for every bot that may use them. */
const usesOfContext: readonly Use[] = [
  onTable(partitionedKeysTable, 'check', 'get', 'update', 'delete'),
  onTable(chatLogTable, 'put'),
  onBucket(attachmentsBucket, attachmentPrefix, 'get'),
];

/** @param names every bot @returns what the variant of each needs */
export const needsOf = (names: readonly string[]): Readonly<Record<string, VariantNeeds>> =>
  Object.fromEntries(
    names
      .filter((name) => !plainBots.includes(name))
      .map((name) => {
        const { secrets = [], settings = [], uses = [] } = needsByBot[name] ?? {};
        return [name, { uses: [...usesOfContext, ...uses, ...secrets.map(secret)], settings }];
      }),
  );
