import type { SeededRandom } from './seeded-random.ts';

/** What goes wrong with one call to AWS. */
export type Fault =
  | 'none'
  /** The function dies before the call leaves it. */
  | 'crashBefore'
  /** The call is applied, and the function dies before it learns of it. */
  | 'crashAfter'
  /** The call is refused and nothing is applied. */
  | 'throttled'
  /** Others are writing to the same items: nothing is applied. A batch is left undone. */
  | 'conflict'
  /** The call is applied, but the connection breaks before the answer. */
  | 'answerLost'
  /** The connection breaks, and the call is applied some time later all the same. */
  | 'appliedLate'
  /** The call takes so long that leases run out meanwhile. */
  | 'stalled';

/** How often each fault befalls a call: 0 never, 1 always. */
export type FaultRates = Readonly<Record<Exclude<Fault, 'none'>, number>>;

export const noFaults: FaultRates = {
  crashBefore: 0,
  crashAfter: 0,
  throttled: 0,
  conflict: 0,
  answerLost: 0,
  appliedLate: 0,
  stalled: 0,
};

/** Rates that let most messages through, each on a way of its own. */
export const usualFaults: FaultRates = {
  crashBefore: 0.012,
  crashAfter: 0.015,
  throttled: 0.02,
  conflict: 0.03,
  answerLost: 0.03,
  appliedLate: 0.015,
  stalled: 0.02,
};

export function chooseFault(random: SeededRandom, rates: FaultRates): Fault {
  let chance = random.next();
  for (const [fault, rate] of Object.entries(rates) as [Exclude<Fault, 'none'>, number][]) {
    if (chance < rate) return fault;
    chance -= rate;
  }
  return 'none';
}

/** How DynamoDB and SNS say that they are asked for too much at once. */
export const throttlingError = (): Error =>
  Object.assign(new Error('Throttled by the simulation'), {
    name: 'ThrottlingException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
    $retryable: { throttling: true },
  });

/** What the SDK throws when a connection breaks. */
export const brokenConnection = (): Error =>
  Object.assign(new Error('Connection broken by the simulation'), {
    name: 'TimeoutError',
    code: 'ECONNRESET',
    $metadata: {},
  });

/** What the SDK throws when a request is aborted. */
export const abortedRequest = (): Error =>
  Object.assign(new Error('Request aborted'), { name: 'AbortError', $metadata: {} });
