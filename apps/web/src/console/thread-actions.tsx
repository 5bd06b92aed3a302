import type { JSX } from 'preact';
import type { Command } from './shortcuts.ts';
import type { Standing } from './standing.ts';

interface ThreadActionsProps {
  readonly standing: Standing;
  readonly onCommand: (command: Command) => void;
}

interface Action {
  readonly command: Command;
  readonly label: string;
}

const take: Action = { command: 'claim', label: 'Take' };
const give: Action = { command: 'transfer', label: 'Transfer' };
const requeue: Action = { command: 'requeue', label: 'To the queue' };
const close: Action = { command: 'close', label: 'Close' };

/** What can be done with a conversation, most likely first. */
function actionsFor(standing: Standing): readonly Action[] {
  switch (standing.kind) {
    case 'mine':
      return [{ command: 'release', label: 'To the bot' }, requeue, give, close];
    case 'queue':
      // Where the bot has failed, the thread is still its own: only its owner gives it away.
      return standing.failed ? [take] : [take, { command: 'release', label: 'To the bot' }, give, close];
    case 'bot':
    case 'closed':
      return [take];
    case 'theirs':
    case 'unknown':
      return [];
  }
}

export function ThreadActions({ standing, onCommand }: ThreadActionsProps): JSX.Element {
  const [first, ...others] = actionsFor(standing);
  const button = ({ command, label }: Action, className: string): JSX.Element => (
    <button key={command} type="button" class={className} onClick={() => onCommand(command)}>
      {label}
    </button>
  );
  return (
    <div class="thread-actions">
      {first && button(first, first.command === 'claim' ? 'button' : 'button quiet')}
      {others.map((action) => button(action, 'button quiet'))}
    </div>
  );
}
