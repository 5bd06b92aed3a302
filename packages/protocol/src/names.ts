/** Somebody, and how they are called if they have said it. */
interface Named {
  readonly userId: string;
  readonly name?: string | undefined;
}

/**
 * A user id as a name, where it looks like one: `olga` or `olga.ivanova` is, `guest-1f2e` is not.
 *
 * @returns `undefined` for an id that people should not be shown
 */
export function nameFromId(userId: string): string | undefined {
  const parts = userId.split(/[._\s]+/);
  if (!parts.every((part) => /^\p{L}[\p{L}\p{M}'-]*$/u.test(part))) return undefined;
  return parts.map((part) => part.charAt(0).toLocaleUpperCase() + part.slice(1)).join(' ');
}

/** How people are told of somebody: by the name that they have given, or by an id that looks like one. */
export const shownName = ({ name, userId }: Named): string | undefined => name ?? nameFromId(userId);

/** How operators are told of a colleague, who has an id if nothing else. */
export const colleagueName = (colleague: Named): string => shownName(colleague) ?? colleague.userId;

/** How operators are told of a customer. */
export const customerName = (customer: Named): string =>
  shownName(customer) ??
  (customer.userId.startsWith('guest') ? `Guest ${customer.userId.slice(-4)}` : customer.userId);
