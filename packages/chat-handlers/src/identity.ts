import * as v from 'valibot';

/** What someone may do: a customer in the threads they take part in, an operator in any. */
export type Role = 'customer' | 'operator';

/** Who is at the other end of a connection, proved by the credential that opened it. */
export interface Identity {
  readonly userId: string;
  readonly role: Role;
}

/** API Gateway may hand the numbers of an authorizer's context on as strings. */
const numberSchema = v.optional(v.pipe(v.unknown(), v.transform(Number), v.number()));

const contextSchema = v.object({
  userId: v.pipe(v.string(), v.minLength(1)),
  role: v.picklist(['customer', 'operator']),
  /** When the credential ends, epoch seconds. */
  expiresAt: numberSchema,
  /** Names the credential without giving it away. */
  sessionId: v.optional(v.string()),
  /** When the credential was checked, epoch milliseconds. */
  checkedAt: numberSchema,
});

/** What the authorizer left in every later event of the connection. */
export type ConnectionContext = v.InferOutput<typeof contextSchema>;

/** @returns the context, or `undefined` where API Gateway left it out */
export function parseContext(
  authorizer: Readonly<Record<string, unknown>> | null | undefined,
): ConnectionContext | undefined {
  const parsed = v.safeParse(contextSchema, authorizer);
  return parsed.success ? parsed.output : undefined;
}
