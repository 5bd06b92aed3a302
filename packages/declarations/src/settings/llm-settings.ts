/** Apart from the other settings: a bundle without the bot `llm` is to be without them. */
import * as v from 'valibot';
import { defineSetting } from './setting.ts';

export const llmBaseUrlSetting = defineSetting({
  name: 'LLM_BASE_URL',
  description:
    'Where the bot llm finds its model: the address of an API that speaks the OpenAI protocol, or bedrock.',
  schema: v.pipe(
    v.string(),
    v.regex(
      /^(bedrock|https?:\/\/[^\s/]+(\/\S*[^/])?)$/,
      'should be bedrock, or an address such as https://api.openai.com/v1 without a slash at its end',
    ),
  ),
  // Where a model server on the developer's machine listens.
  default: 'http://127.0.0.1:11434/v1',
});

export const llmModelSetting = defineSetting({
  name: 'LLM_MODEL',
  description: 'The model that the bot llm asks, by the name that LLM_BASE_URL has for it.',
  schema: v.pipe(v.string(), v.regex(/^\S{1,200}$/, 'should be the name of a model, without spaces')),
  default: 'llama3.2',
});
