import * as v from 'valibot';

const whole = v.pipe(v.number(), v.integer());

/** A fault that the next calls of a method meet. */
export const faultSchema = v.strictObject({
  /** The method as bots call it, for example `sendMessage`; `*` for every method. @default '*' */
  method: v.optional(v.pipe(v.string(), v.minLength(1)), '*'),
  /** What the call is answered: 401, 403, 404, 429, 500, ... Without one, the call does its work. */
  status: v.optional(v.pipe(whole, v.minValue(400), v.maxValue(599))),
  /** What Telegram says; each status has a usual one. */
  description: v.optional(v.string()),
  /** Seconds, for 429. @default 1 */
  retryAfter: v.optional(v.pipe(whole, v.minValue(1))),
  /** How many calls come through before it. @default 0 */
  after: v.optional(v.pipe(whole, v.minValue(0)), 0),
  /** How many calls meet it. @default 1 */
  times: v.optional(v.pipe(whole, v.minValue(1)), 1),
  /** Only calls for this chat meet it. */
  chatId: v.optional(whole),
  /** The call does its work, but its connection is closed before the answer. @default false */
  loseAnswer: v.optional(v.boolean(), false),
  /** How long the call waits before anything else, milliseconds. @default 0 */
  delayMs: v.optional(v.pipe(whole, v.minValue(0)), 0),
});

export type Fault = v.InferOutput<typeof faultSchema>;

/** The faults that wait for a call. */
export class FaultList {
  readonly #faults: Fault[] = [];

  add(fault: Fault): void {
    this.#faults.push(fault);
  }

  clear(): void {
    this.#faults.length = 0;
  }

  list(): readonly Fault[] {
    return [...this.#faults];
  }

  /** @returns the fault that a call meets, which then has one call less to wait for; the calls before it count as well */
  take(method: string, chatId: number | undefined): Fault | undefined {
    const index = this.#faults.findIndex(
      (fault) =>
        (fault.method === '*' || fault.method.toLowerCase() === method) &&
        (fault.chatId === undefined || fault.chatId === chatId),
    );
    const fault = this.#faults[index];
    if (fault === undefined) return undefined;
    const isMet = fault.after === 0;
    const rest = isMet ? { ...fault, times: fault.times - 1 } : { ...fault, after: fault.after - 1 };
    this.#faults.splice(index, 1, ...(rest.times > 0 ? [rest] : []));
    return isMet ? fault : undefined;
  }
}
