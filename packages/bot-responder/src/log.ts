/** What a line may say of an event: ids, numbers and outcomes. Never a text. */
type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one line for one event. */
export type Log = (event: string, fields?: LogFields) => void;

/** A log of JSON lines, one an event, with the time in milliseconds since the epoch. */
export const createLog =
  (writeLine: (line: string) => void, now: () => number): Log =>
  (event, fields = {}) =>
    writeLine(JSON.stringify({ time: now(), event, ...fields }));
