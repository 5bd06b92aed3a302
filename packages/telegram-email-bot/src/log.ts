/** What a line may say of an event: ids, numbers and outcomes. Never a text. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one line for one event. @param error what went wrong, with its cause and its stack */
export type Log = (event: string, fields?: LogFields, error?: unknown) => void;

/** A log of JSON lines, one an event, with the time in milliseconds since the epoch. */
export const createLog =
  (writeLine: (line: string) => void, now: () => number): Log =>
  (event, fields = {}, error = undefined) =>
    writeLine(
      JSON.stringify({
        time: now(),
        event,
        ...fields,
        ...(error === undefined ? {} : { error: describe(error) }),
      }),
    );

/** Causes that are told of an error; a longer chain is cut. */
const mostCauses = 5;

/** An error with its stack and its causes, as a tree of plain values. */
function describe(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...('code' in error ? { code: error.code } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || depth === mostCauses ? {} : { cause: describe(cause, depth + 1) }),
  };
}
