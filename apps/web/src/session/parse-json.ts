/** What a text that was kept says, or `undefined` if there is none or something else has written there. */
export function parseJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
