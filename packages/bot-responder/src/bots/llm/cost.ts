import type { ModelConfig } from './llm-config.ts';

/** What a reply took, all models and steps together. */
export interface Spent {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly dollars: number;
}

export const nothingSpent: Spent = { inputTokens: 0, outputTokens: 0, dollars: 0 };

interface Usage {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
}

const million = 1_000_000;

/** Adds what one step of a model took. A provider that does not tell its usage costs nothing here. */
export function addUsage(
  spent: Spent,
  { inputTokens = 0, outputTokens = 0 }: Usage,
  { inputPrice, outputPrice }: Pick<ModelConfig, 'inputPrice' | 'outputPrice'>,
): Spent {
  return {
    inputTokens: spent.inputTokens + inputTokens,
    outputTokens: spent.outputTokens + outputTokens,
    dollars: spent.dollars + (inputTokens * inputPrice + outputTokens * outputPrice) / million,
  };
}
