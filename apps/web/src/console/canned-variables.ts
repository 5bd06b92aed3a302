import { shownName, type ThreadRow } from '@switchboard/chat-client';
import type { CannedVariables, Customer } from '@switchboard/chat-client/operator';

/** What kept replies can speak of: names, and what is known of the customer. */
export function variablesOf(
  known: Customer | undefined,
  row: ThreadRow | undefined,
  operatorName: string,
): CannedVariables {
  const customer = known ?? row?.customer;
  const attributes = known?.attributes.map(({ name, value }) => [`customer.${name}`, value] as const) ?? [];
  return {
    ...Object.fromEntries(attributes),
    'customer.name': customer && shownName(customer),
    'operator.name': operatorName,
  };
}
