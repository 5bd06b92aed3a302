import type { CannedReply } from '@switchboard/chat-client/operator';
import type { JSX } from 'preact';
import { firstLine } from '../text/first-line.ts';

interface CannedPickerProps {
  readonly replies: readonly CannedReply[];
  /** Which one Enter takes. */
  readonly chosen: number;
  readonly onChoose: (reply: CannedReply) => void;
}

/** Kept replies to choose from, above where one writes. */
export const CannedPicker = ({ replies, chosen, onChoose }: CannedPickerProps): JSX.Element => (
  <div class="canned" role="listbox" aria-label="Saved replies" id="canned">
    {replies.length === 0 && <p>No saved reply starts with this.</p>}
    {replies.map((reply, index) => (
      <div
        key={reply.key}
        id={`canned-${reply.key}`}
        role="option"
        tabIndex={-1}
        aria-selected={index === chosen}
        onMouseDown={(event) => {
          // The field keeps the focus.
          event.preventDefault();
          onChoose(reply);
        }}
      >
        <strong>/{reply.key}</strong>
        <span dir="auto">{firstLine(reply.text)}</span>
      </div>
    ))}
  </div>
);
