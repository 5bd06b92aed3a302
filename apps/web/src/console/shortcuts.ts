/** Everything that can be done by a single key, with the key and what it does. */
export const shortcuts = [
  { key: 'j', command: 'next', label: 'Next conversation' },
  { key: 'k', command: 'previous', label: 'Previous conversation' },
  { key: '1', command: 'list.queue', label: 'Waiting' },
  { key: '2', command: 'list.mine', label: 'Mine' },
  { key: '3', command: 'list.bot', label: 'With the bot' },
  { key: '4', command: 'list.closed', label: 'Closed' },
  { key: '/', command: 'search', label: 'Search in the list' },
  { key: 'c', command: 'claim', label: 'Take the conversation' },
  { key: 'r', command: 'reply', label: 'Write a reply' },
  { key: 'n', command: 'note', label: 'Write a note' },
  { key: 'b', command: 'release', label: 'Give it back to the bot' },
  { key: 'q', command: 'requeue', label: 'Put it back into the queue' },
  { key: 't', command: 'transfer', label: 'Give it to a colleague' },
  { key: 'x', command: 'close', label: 'Close the conversation' },
  { key: 'f', command: 'find', label: 'Search in the conversation' },
  { key: 'd', command: 'transcript', label: 'Download the conversation' },
  { key: 's', command: 'replies', label: 'Saved replies' },
  { key: 'i', command: 'details', label: 'Show the customer' },
  { key: 'a', command: 'duty', label: 'Available or away' },
  { key: '?', command: 'help', label: 'Show these keys' },
] as const;

export type Command = (typeof shortcuts)[number]['command'];

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a key stands for, outside of a field that is being written in. */
export function commandOf({ key, ctrlKey, metaKey, altKey }: KeyPress): Command | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  return shortcuts.find((shortcut) => shortcut.key === key)?.command;
}

/** Whether keys are text here and not commands. */
export const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input, textarea, select') ||
    target.closest('dialog') !== null);
