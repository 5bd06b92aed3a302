/** The theme that the reader chose; `undefined` follows the system. */
export type Theme = 'light' | 'dark';

const storageKey = 'switchboard.theme';

export function storedTheme(storage: Storage): Theme | undefined {
  const stored = storage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : undefined;
}

/** The style sheet does the rest: `:root[data-theme]` wins over `prefers-color-scheme`. */
export function applyTheme(theme: Theme | undefined, root: HTMLElement): void {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
}

export function chooseTheme(theme: Theme, storage: Storage, root: HTMLElement): void {
  storage.setItem(storageKey, theme);
  applyTheme(theme, root);
}
