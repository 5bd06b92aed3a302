import type { SummaryInput } from './extract-summary.ts';
import type { Summary } from './summary.ts';

/** Summarises a mail. What it says, the mail says: it adds no address, link, code or number. */
export type Summariser = (input: SummaryInput, signal: AbortSignal) => Promise<Summary>;
