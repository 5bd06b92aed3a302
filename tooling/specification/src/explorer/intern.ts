/** Gives equal values the same short name. Values must not change afterwards. */
export interface Intern {
  /** The name of a value; empty for none. */
  nameOf(value: object | null | undefined): string;
  /** The name of what a text says. */
  nameOfText(text: string): string;
}

export function createIntern(): Intern {
  const names = new WeakMap<object, string>();
  const byContent = new Map<string, string>();
  const nameOfText = (text: string): string => {
    const name = byContent.get(text) ?? byContent.size.toString(36);
    byContent.set(text, name);
    return name;
  };
  return {
    nameOfText,
    nameOf(value) {
      if (value === null || value === undefined) return '';
      const name = names.get(value) ?? nameOfText(JSON.stringify(value));
      names.set(value, name);
      return name;
    },
  };
}

/** Computes each value once. */
export function remember<Value>(): (key: string, compute: () => Value) => Value {
  const known = new Map<string, Value>();
  return (key, compute) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = compute();
    known.set(key, value);
    return value;
  };
}
