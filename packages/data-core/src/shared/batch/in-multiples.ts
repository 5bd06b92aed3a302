/** Regroups pages into lists whose length is a multiple of `size`; only the last list may be shorter. */
export async function* inMultiples<Value>(
  pages: AsyncIterable<readonly Value[]>,
  size: number,
): AsyncGenerator<Value[]> {
  let over: Value[] = [];
  for await (const page of pages) {
    const values = [...over, ...page];
    const whole = values.length - (values.length % size);
    over = values.slice(whole);
    if (whole > 0) yield values.slice(0, whole);
  }
  if (over.length > 0) yield over;
}
