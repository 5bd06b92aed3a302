import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import type { BotContext } from '../../bot/bot-factory.ts';
import type { ModelConfig } from './llm-config.ts';

/** Finds a model by its configuration. */
export type FindModel = (config: ModelConfig & { readonly baseUrl: string }) => Promise<LanguageModel>;

/**
 * Models of Amazon Bedrock and of any API that speaks the OpenAI protocol. The code of Bedrock runs only once one of its
 * models is asked.
 */
export const createFindModel =
  ({ secret, environment }: Pick<BotContext, 'secret' | 'environment'>): FindModel =>
  async ({ baseUrl, model }) => {
    if (baseUrl !== 'bedrock') {
      const apiKey = await secret('llm-api-key');
      const provider = createOpenAICompatible({
        name: 'llm',
        baseURL: baseUrl,
        includeUsage: true,
        ...(apiKey !== undefined && { apiKey }),
      });
      return provider.chatModel(model);
    }
    const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
    const { MODEL_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
    return createAmazonBedrock({
      ...(MODEL_REGION !== undefined && { region: MODEL_REGION }),
      ...(AWS_ACCESS_KEY_ID !== undefined && { accessKeyId: AWS_ACCESS_KEY_ID }),
      ...(AWS_SECRET_ACCESS_KEY !== undefined && { secretAccessKey: AWS_SECRET_ACCESS_KEY }),
      ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }),
    })(model);
  };
