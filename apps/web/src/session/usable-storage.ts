/**
 * The browser's storage, or another where the browser forbids it, as it may in a frame of another site.
 *
 * @param open gives the browser's storage; it may throw
 * @param otherwise gives the other one. @default in memory
 */
export function usableStorage(open: () => Storage, otherwise: () => Storage = memoryStorage): Storage {
  try {
    const storage = open();
    storage.setItem('switchboard.probe', '1');
    storage.removeItem('switchboard.probe');
    return storage;
  } catch {
    return otherwise();
  }
}

/** The same, forgotten with the page unless `keep` stores it. */
export function memoryStorage(
  initial: Readonly<Record<string, string>> = {},
  keep: (key: string, value: string | undefined) => void = () => {},
): Storage {
  const entries = new Map(Object.entries(initial));
  const remove = (key: string): void => {
    if (entries.delete(key)) keep(key, undefined);
  };
  return {
    get length() {
      return entries.size;
    },
    clear: () => [...entries.keys()].forEach(remove),
    getItem: (key) => entries.get(key) ?? null,
    key: (index) => [...entries.keys()][index] ?? null,
    removeItem: remove,
    setItem: (key, value) => {
      entries.set(key, value);
      keep(key, value);
    },
  };
}
