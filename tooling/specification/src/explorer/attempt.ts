import type { Action, Outcome } from '../action.ts';
import { step } from '../step.ts';
import { isOverridden, numberOf, type Thread } from '../thread.ts';
import { differences } from '../view.ts';
import type { Implementation } from './implementation.ts';
import { type Intern, remember } from './intern.ts';
import type { Wish, World } from './world.ts';

/** What becomes of one try to write. */
export type Attempt<Head> = {
  /** Why this must not happen. */
  readonly problem?: string;
} & (
  | { readonly type: 'committed'; readonly head: Head; readonly thread: Thread }
  /** The head does not allow it; whether a first try was stored is still to be looked up. */
  | { readonly type: 'refused' }
  | LookUp
);

/** What the marker of a first try says: it was stored, or it was not and nothing is left to do. */
type LookUp = { readonly type: 'repeated' } | { readonly type: 'ended' };

/**
 * Lets roles write: each decides by the implementation, and its transaction is applied if its other conditions hold as well:
 * the message has no marker yet, and no human has taken a customer over from a bot.
 */
export function createAttempts<Head extends object>(
  implementation: Implementation<Head>,
  { nameOf }: Intern,
): (world: World<Head>, wish: Wish<Head>) => Attempt<Head> {
  const once = remember<Attempt<Head>>();

  function attempt({ now, head, thread }: World<Head>, { action, basis }: Wish<Head>): Attempt<Head> {
    const isOvertaken = nameOf(basis) !== nameOf(head);
    if (implementation.isAsRead(basis, head) === isOvertaken) {
      const problem = isOvertaken
        ? 'A write goes through though others have written.'
        : 'No write goes through.';
      return { type: 'ended', problem };
    }
    const outcome = step(thread, action);
    const decision = implementation.decide(head, action, basis, now);
    if (decision.type === 'refused') {
      const problem = problemOfRefusal(decision.why, outcome, action);
      return { type: 'refused', ...(problem === undefined ? {} : { problem }) };
    }
    if (action.type === 'write' && numberOf(thread, action.author, action.id) > 0)
      return lookUp(thread, action);
    if (isBots(action) && isOverridden(thread)) return { type: 'ended' };
    const problem = problemOfWrite(implementation, decision.head, outcome);
    const written = outcome.type === 'done' ? outcome.thread : thread;
    return {
      type: 'committed',
      head: decision.head,
      thread: written,
      ...(problem === undefined ? {} : { problem }),
    };
  }

  return (world, wish) => {
    const names = [world.head, world.thread, wish.action, wish.basis].map(nameOf);
    return once(`${names} ${world.now}`, () => attempt(world, wish));
  };
}

/** Looks for the marker of a first try. */
export function lookUp(thread: Thread, action: Action): LookUp {
  return step(thread, action).type === 'repeated' ? { type: 'repeated' } : { type: 'ended' };
}

const isBots = (action: Action): boolean =>
  action.type === 'reply' || (action.type === 'write' && action.author.kind === 'bot');

/** What is wrong with a head that was written, given what the specification makes of the same action. */
function problemOfWrite<Head extends object>(
  implementation: Implementation<Head>,
  head: Head,
  outcome: Outcome,
): string | undefined {
  if (outcome.type === 'repeated') return `It stores again what message ${outcome.number} says.`;
  if (outcome.type === 'refused') return `It writes what is to be refused: ${outcome.why}.`;
  const wrong = differences(outcome.thread, implementation.view(head), false);
  return wrong.length > 0 ? `The thread is wrong then: ${wrong.join('; ')}.` : undefined;
}

/**
 * What is wrong with a refusal. A bot's turn, a sweep and a settling may always end without a write: they are begun again.
 * What a person does is refused for the reason that the specification names, and no other.
 */
function problemOfRefusal(why: string | undefined, expected: Outcome, { type }: Action): string | undefined {
  if (type === 'reply' || type === 'sweep' || type === 'settle') return undefined;
  if (expected.type === 'done') return `It refuses what is allowed: ${why}.`;
  // A repetition is found after the refusal, by its marker.
  if (expected.type === 'repeated' || expected.why === 'idReused' || expected.why === why) return undefined;
  return `It refuses for the wrong reason: ${why}, not ${expected.why}.`;
}
