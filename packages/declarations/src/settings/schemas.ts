import * as v from 'valibot';

/** One of some texts. */
export const oneOf = <const Option extends string>(...options: readonly Option[]) =>
  v.picklist(options, `should be ${options.slice(0, -1).join(', ')} or ${options.at(-1)}`);

/** A whole number, written with digits. */
export function wholeNumber(what: string, minimum: number, maximum: number) {
  const expected = `should be a whole number of ${what} from ${minimum} to ${maximum}`;
  return v.pipe(
    v.string(expected),
    v.regex(/^\d{1,9}$/, expected),
    v.transform(Number),
    v.minValue(minimum, expected),
    v.maxValue(maximum, expected),
  );
}
