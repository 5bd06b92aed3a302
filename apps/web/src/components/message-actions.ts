import type { BubbleRow } from '../conversation/rows.ts';
import type { About } from './use-about.ts';

/** What a reader can do with a message. */
export interface MessageActions {
  readonly onRetry: (clientMessageId: string) => void;
  readonly onDiscard: (clientMessageId: string) => void;
  /** Takes a message that cannot be sent back into the composer. */
  readonly onEdit: (clientMessageId: string, text: string) => void;
  /** Begins to write about a message that is stored. */
  readonly onAbout: (kind: About['kind'], row: BubbleRow, name: string) => void;
  readonly onDelete: (row: BubbleRow) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
