/** Moves the focus among the messages of a log by the arrow keys, so that they are no stops of the tabulator. */
export function moveAmongMessages(event: KeyboardEvent): void {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  const log = event.currentTarget as HTMLElement;
  const buttons = [...log.querySelectorAll<HTMLElement>('.more')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const fromOutside = event.key === 'ArrowUp' ? buttons.length - 1 : -1;
  const next = buttons[at < 0 ? fromOutside : at + (event.key === 'ArrowUp' ? -1 : 1)];
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}
