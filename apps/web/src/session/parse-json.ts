/** Parses a stored text. @returns `undefined` if there is none, or if it is not JSON */
export function parseJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
