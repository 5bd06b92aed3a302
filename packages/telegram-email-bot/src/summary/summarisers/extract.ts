import { extractSummary } from '../extract-summary.ts';
import type { SummariserFactory } from '../summariser.ts';

/** Takes sentences of the mail itself. */
export const createSummariser: SummariserFactory = () => async (input) => extractSummary(input);
