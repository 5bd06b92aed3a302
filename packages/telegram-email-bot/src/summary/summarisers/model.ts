import { findParameter } from '@switchboard/chat-core/aws';
import * as config from '@switchboard/declarations/configuration';
import { createSecretValue } from '../../aws/secret-value.ts';
import { summaryApiKey } from '../../resources.ts';
import { createFindModel } from '../model/find-model.ts';
import { createModelSummariser } from '../model/model-summariser.ts';
import type { SummariserFactory } from '../summariser.ts';

/** Asks a model: of Amazon Bedrock, or of any API that speaks the OpenAI protocol. */
export const createSummariser: SummariserFactory = ({ environment, access, log }) => {
  const { baseUrl, model, keyParameter, region } = config.readConfig(environment, {
    baseUrl: config.llmBaseUrl(),
    model: config.llmModel(),
    keyParameter: config.secretParameter(summaryApiKey),
    region: config.modelRegion(),
  });
  const apiKey = createSecretValue(async () => (await findParameter(access, keyParameter)) ?? '');
  return createModelSummariser({
    model,
    findModel: createFindModel({ baseUrl, model, apiKey: () => apiKey.get(), region, access }),
    log,
  });
};
