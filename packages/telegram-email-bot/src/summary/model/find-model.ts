import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { AwsAccess } from '@switchboard/chat-core/aws';
import type { LanguageModel } from 'ai';

export interface ModelPlace {
  /** The address of an API that speaks the OpenAI protocol, for example `https://api.openai.com/v1`, or `bedrock`. */
  readonly baseUrl: string;
  /** The name that the provider has for the model. */
  readonly model: string;
  /** The key of the API; '' for a server that takes none. */
  readonly apiKey: () => Promise<string>;
  /** The region whose Bedrock is asked. */
  readonly region: string;
  readonly access: Pick<AwsAccess, 'credentials'>;
}

/** @returns what finds the model. The code of Bedrock runs only where it is asked. */
export const createFindModel =
  ({ baseUrl, model, apiKey, region, access }: ModelPlace) =>
  async (): Promise<LanguageModel> => {
    if (baseUrl !== 'bedrock') {
      const key = await apiKey();
      const provider = createOpenAICompatible({
        name: 'summaries',
        baseURL: baseUrl,
        supportsStructuredOutputs: true,
        ...(key !== '' && { apiKey: key }),
      });
      return provider.chatModel(model);
    }
    const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
    const { sessionToken, ...credentials } = access.credentials;
    return createAmazonBedrock({
      region,
      ...credentials,
      ...(sessionToken !== undefined && { sessionToken }),
    })(model);
  };
