/** A part of an UpdateItem: its expression, and the names and values that stand in it. */
export interface SetExpression {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * `SET` for the given attributes; those that are undefined are left alone.
 *
 * @param fields are set
 * @param defaults are set where the item has none
 */
export function setExpression(
  fields: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>> = {},
): SetExpression {
  const assignments: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const add = (name: string, value: unknown, isDefault: boolean) => {
    if (value === undefined) return;
    names[`#${name}`] = name;
    values[`:${name}`] = value;
    assignments.push(isDefault ? `#${name} = if_not_exists(#${name}, :${name})` : `#${name} = :${name}`);
  };
  for (const [name, value] of Object.entries(fields)) add(name, value, false);
  for (const [name, value] of Object.entries(defaults)) add(name, value, true);
  return { expression: `SET ${assignments.join(', ')}`, names, values };
}
