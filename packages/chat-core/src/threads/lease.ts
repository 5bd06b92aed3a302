/** How long a thread stays an operator's after a claim or a message, unless the caller says otherwise, milliseconds. */
const defaultLeaseMs = 30 * 60_000;

/** When a lease that begins now runs out, epoch milliseconds. */
export const leaseUntil = (now: number, leaseMs = defaultLeaseMs): number => now + leaseMs;
