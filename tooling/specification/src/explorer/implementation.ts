import type { Action, Refusal } from '../action.ts';
import type { View } from '../view.ts';

export type Decision<Head> =
  /** To be written on the condition that the head is as it was read. */
  { readonly type: 'next'; readonly head: Head } | { readonly type: 'refused'; readonly why?: Refusal };

/**
 * Code that decides about a thread from the head that it has read, and writes what it decided if the head is still the same.
 * Everything here is pure.
 *
 * @template Head the one item that the writers of a thread agree on
 */
export interface Implementation<Head extends object> {
  /**
   * @param read the head as it was read last
   * @param basis the head as it was read when the action was made: the same unless others have written since
   * @param now epoch milliseconds
   */
  decide(read: Head | null, action: Action, basis: Head | null, now: number): Decision<Head>;
  /** Whether the responder asks the bot. */
  owesReply(read: Head | null, isOverridden: boolean, now: number): boolean;
  /** Whether a write holds that is conditioned on the head being as it was read. */
  isAsRead(read: Head | null, stored: Head | null): boolean;
  view(head: Head | null): View | null;
}
