/** What a kept reply can speak of: `customer.name`, `operator.name`, `customer.plan` and so on. */
export type CannedVariables = Readonly<Record<string, string | number | boolean | undefined>>;

const variable = /\{\{\s*([^{}|]+?)\s*(?:\|([^{}]*))?\}\}/g;

/**
 * Fills in a kept reply: `Hello {{customer.name|there}}!` says the customer's name, or `there` where none is known.
 *
 * @returns the text, in which a variable without a value and without an alternative is left as it is, so that the
 * operator sees it before it is sent
 */
export const fillIn = (text: string, variables: CannedVariables): string =>
  text.replaceAll(variable, (whole, name: string, alternative: string | undefined) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return value === undefined || value === '' ? (alternative?.trim() ?? whole) : String(value);
  });
