/** What may go wrong, and how often. Probabilities are between 0 and 1; what is left out never happens. */
export interface FaultPlan {
  /** The same seed and the same calls give the same faults. */
  readonly seed: number;
  /** Which services' calls are meant, for example `["dynamodb"]`. @default all */
  readonly services?: readonly string[] | undefined;
  /** Which functions' calls are meant. @default all */
  readonly functions?: readonly string[] | undefined;
  /** How many of the meant calls something may go wrong with: those after them are left alone. @default all */
  readonly firstCalls?: number | undefined;
  /** A call waits up to `maxMs` milliseconds. */
  readonly delay?: { readonly probability: number; readonly maxMs: number } | undefined;
  /** A call is refused as throttled. */
  readonly throttle?: number | undefined;
  /** A call fails with an internal error and was not applied. */
  readonly failBefore?: number | undefined;
  /** A call is applied, but its answer is an internal error. */
  readonly failAfter?: number | undefined;
  /** The calling process dies before the call is applied. */
  readonly killBefore?: number | undefined;
  /** The calling process dies after the call was applied, and never sees the answer. */
  readonly killAfter?: number | undefined;
  /** The calling process dies before or after exactly the call of this number, counted from 1 over all meant calls. */
  readonly killAt?: { readonly call: number; readonly when: 'before' | 'after' };
  /** A message of a topic is delivered twice. */
  readonly duplicateDelivery?: number | undefined;
  /** A message of a topic is held back up to this many milliseconds, so that a later one may overtake it. */
  readonly deliveryDelayMs?: number | undefined;
}

/** What goes wrong with one call. */
interface Fault {
  readonly delayMs: number;
  readonly type: 'none' | 'throttle' | 'failBefore' | 'failAfter' | 'killBefore' | 'killAfter';
}

/** How one message of a topic is delivered: once for each entry, after that many milliseconds. */
type DeliveryPlan = readonly number[];

export interface Faults {
  /** Starts this plan from the beginning; without a plan, faults end. */
  use(plan: FaultPlan | undefined): void;
  /** The plan that is in use, and how many of the calls that it means there were. */
  read(): { readonly plan: FaultPlan; readonly calls: number } | undefined;
  forCall(service: string, functionName: string): Fault;
  forDelivery(): DeliveryPlan;
}

const noFault: Fault = { delayMs: 0, type: 'none' };
const chances = ['throttle', 'failBefore', 'failAfter', 'killBefore', 'killAfter'] as const;

export function createFaults(): Faults {
  let plan: FaultPlan | undefined;
  let random = seededRandom(0);
  let calls = 0;
  return {
    use: (next) => {
      plan = next;
      random = seededRandom(next?.seed ?? 0);
      calls = 0;
    },
    read: () => plan && { plan, calls },
    forCall: (service, functionName) => {
      if (!plan || !isMeant(plan, service, functionName)) return noFault;
      calls += 1;
      if (calls > (plan.firstCalls ?? Number.POSITIVE_INFINITY)) return noFault;
      return decideFault(plan, calls, random);
    },
    forDelivery: () => (plan ? decideDelivery(plan, random) : [0]),
  };
}

const isMeant = (plan: FaultPlan, service: string, functionName: string): boolean =>
  (plan.services?.includes(service) ?? true) && (plan.functions?.includes(functionName) ?? true);

/** Always draws the same number of chances, so that one probability does not shift what the others hit. */
function decideFault(plan: FaultPlan, call: number, random: () => number): Fault {
  const delayed = random() < (plan.delay?.probability ?? 0);
  const delayMs = random() * (plan.delay?.maxMs ?? 0);
  const draws = chances.map((chance) => ({ chance, hit: random() < (plan[chance] ?? 0) }));
  const drawn = draws.find(({ hit }) => hit)?.chance;
  const killed =
    plan.killAt?.call === call ? (plan.killAt.when === 'before' ? 'killBefore' : 'killAfter') : undefined;
  return { delayMs: delayed ? delayMs : 0, type: killed ?? drawn ?? 'none' };
}

function decideDelivery(plan: FaultPlan, random: () => number): DeliveryPlan {
  const once = [random() * (plan.deliveryDelayMs ?? 0)];
  const again = random() * (plan.deliveryDelayMs ?? 0);
  return random() < (plan.duplicateDelivery ?? 0) ? [...once, again] : once;
}

/** Numbers from 0 to 1 (mulberry32): small, and the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
