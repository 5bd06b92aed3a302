import type { Fact } from './facts.ts';
import type { ImportantLink } from './important-links.ts';
import type { Sentence } from './sentences.ts';

/** What a person is told of a mail. */
export interface Summary {
  /** ISO 639-1 code of the mail's language. */
  readonly language: string;
  /** None where the mail has no text. Each says where in the mail it stands. */
  readonly sentences: readonly Sentence[];
  readonly facts: readonly Fact[];
  readonly links: readonly ImportantLink[];
  /** Whether the sentences are all that the mail says. */
  readonly isWhole: boolean;
  /** `model` where a language model wrote it. */
  readonly source: 'extract' | 'model';
}
