/** The platform, or the client, did not keep a promise under load: the message says which, with what was seen. */
export class BrokenPromiseError extends Error {
  override readonly name = 'BrokenPromiseError';
  readonly code = 'load.brokenPromise';
}

/** @throws {BrokenPromiseError} with this sentence, unless the promise was kept */
export function expect(isKept: boolean, sentence: string): asserts isKept {
  if (!isKept) throw new BrokenPromiseError(sentence);
}

/** A few of many, to be named in a sentence. */
export const someOf = (values: Iterable<string>): string => {
  const all = [...values];
  return `${all.slice(0, 5).join(', ')}${all.length > 5 ? ` and ${all.length - 5} more` : ''}`;
};
