import { setTimeout as delay } from 'node:timers/promises';
import { llmBaseUrl, llmModel, readConfig } from '@switchboard/declarations/configuration';
import type { BotFactory } from '../../bot/bot-factory.ts';
import { createHotConfig } from '../../bot/hot-config.ts';
import { createLlmBot } from './llm-bot.ts';
import { llmConfigId, parseLlmConfig } from './llm-config.ts';
import { createFindModel } from './models.ts';
import { callByHttp } from './tools.ts';

/** How long models that have all failed are left alone before they are asked once more, milliseconds. */
const pauseMs = 1_000;

/** Asks a model: of Amazon Bedrock, or of any API that speaks the OpenAI protocol. Its configuration can be changed while it runs. */
export const bot: BotFactory = (context) =>
  createLlmBot({
    context,
    config: createHotConfig({
      storage: context.config,
      id: llmConfigId,
      builtIn: parseLlmConfig({}),
      parse: parseLlmConfig,
      onInvalid: (error) => context.log('llm.configInvalid', {}, error),
    }),
    fallback: readConfig(context.environment, { baseUrl: llmBaseUrl(), model: llmModel() }),
    findModel: createFindModel(context),
    callTool: callByHttp,
    pause: (signal) => delay(pauseMs, undefined, { signal }),
  });
