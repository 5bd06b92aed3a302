import type { Log } from '@switchboard/chat-core';
import type { AwsAccess } from '@switchboard/chat-core/aws';
import type { Environment } from '@switchboard/declarations/configuration';
import type { SummaryInput } from './extract-summary.ts';
import type { Summary } from './summary.ts';

/** Summarises a mail. What it says, the mail says: it adds no address, link, code or number. */
export type Summariser = (input: SummaryInput, signal: AbortSignal) => Promise<Summary>;

/** What a summariser takes from its function. */
interface SummariserSettings {
  readonly environment: Environment;
  readonly access: AwsAccess;
  readonly log: Log;
}

/** Makes the summariser of a function, once. @throws {ConfigurationError} */
export type SummariserFactory = (settings: SummariserSettings) => Summariser;
