/**
 * What is counted: frames that clients send and that reach them, requests of the HTTP API, functions that run, faults of
 * calls, and kinds of items that DynamoDB deletes once they have expired.
 */
export type Kind = 'sent' | 'received' | 'request' | 'function' | 'fault' | 'expired';

/** How often something has happened in a run, by its kind and its name. */
export type Occurrences = Readonly<Record<Kind, Readonly<Record<string, number>>>>;

/** Counts what happens. */
export function createCounter() {
  const counts: Record<Kind, Record<string, number>> = {
    sent: {},
    received: {},
    request: {},
    function: {},
    fault: {},
    expired: {},
  };
  const count = (kind: Kind, name: string): void => {
    counts[kind][name] = (counts[kind][name] ?? 0) + 1;
  };
  return {
    counts: counts as Occurrences,
    count,
    /** A run of a function, and the frame or the request that it was invoked with. */
    onStart(functionName: string, event: unknown): void {
      count('function', functionName);
      const { routeKey, requestContext } = (event ?? {}) as InvokedWith;
      const route = requestContext?.routeKey ?? routeKey;
      if (route === undefined) return;
      if (route.includes(' ')) count('request', route);
      else if (!route.startsWith('$')) count('sent', route);
    },
    /** What a function has returned: the answer to a frame is a frame. */
    onReturned(value: unknown): void {
      const { body } = (value ?? {}) as { readonly body?: string };
      if (typeof body !== 'string') return;
      const { event } = JSON.parse(body) as { readonly event?: string };
      if (event !== undefined) count('received', event);
    },
  };
}

/** The part of events of the two APIs that says what was asked. */
interface InvokedWith {
  readonly routeKey?: string;
  readonly requestContext?: { readonly routeKey?: string };
}
