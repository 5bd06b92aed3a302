import type { Action } from '../action.ts';
import { handedBack } from '../step.ts';
import { isOverridden, newestOfCustomers, openIn, type Thread, waitsFor } from '../thread.ts';
import { type Attempt, createAttempts, lookUp } from './attempt.ts';
import type { Implementation } from './implementation.ts';
import { createIntern } from './intern.ts';
import type { Role, Scenario } from './scenario.ts';
import type { Graph, Move } from './search.ts';
import { initialWorld, type Progress, type Wish, type World, worldAfter } from './world.ts';

type Actor = Exclude<Role, { readonly type: 'nature' }>;
type Responder = Extract<Role, { readonly type: 'responder' }>;

/**
 * Everything that can happen in a scenario: each role reads, decides, and writes on the condition that nobody else has, in
 * every order, and dies after every step. Every write is compared with what the specification says, and at every end nobody
 * may wait for a bot that will not be asked.
 *
 * Two kinds of steps are left out because they lead to no other states. A role that nobody overtakes between its reading and
 * its writing does both in one step; one that is overtaken differs from one that has not read yet only by what it wants, so it
 * gets that wish at the moment when it is overtaken. And a function that dies before it has written has changed nothing.
 */
export function modelOf<Head extends object>(
  implementation: Implementation<Head>,
  scenario: Scenario,
): Graph<World<Head>> {
  const { roles } = scenario;
  const intern = createIntern();
  const { nameOf, nameOfText } = intern;
  const attempt = createAttempts(implementation, intern);

  const withProgress = (world: World<Head>, index: number, progress: Progress<Head>): World<Head> => ({
    ...world,
    progress: world.progress.with(index, progress),
  });

  /** The role has done one more of its tasks. */
  const withTaskOver = (world: World<Head>, index: number): World<Head> =>
    withProgress(world, index, { tasks: (world.progress[index]?.tasks ?? 0) + 1, phase: 'rests' });

  function movesOf(world: World<Head>, role: Role, index: number): readonly Move<World<Head>>[] {
    const own = world.progress[index];
    if (own === undefined) return [];
    if (role.type === 'nature') {
      const event = role.events[own.tasks];
      if (event === undefined) return [];
      return overtaking(world, index, {
        label: event.type,
        state: withTaskOver(worldAfter(world, event), index),
      });
    }
    switch (own.phase) {
      case 'rests':
        return attempts(world, role, own, index);
      case 'was refused': {
        const found = own.wish === undefined ? undefined : lookUp(world.thread, own.wish.action);
        if (found?.type === 'ended') return [{ label: 'gives up', state: withTaskOver(world, index) }];
        return [
          {
            label: 'finds its first try',
            state: withProgress(world, index, { ...own, phase: 'has written' }),
          },
        ];
      }
      case 'has written': {
        const told = {
          label: 'publishes and answers',
          state: withTaskOver({ ...world, isTold: true }, index),
        };
        // Its client, or Lambda, begins the task again.
        const again = withProgress({ ...world, crashes: world.crashes - 1 }, index, {
          tasks: own.tasks,
          phase: 'rests',
        });
        return world.crashes > 0 ? [told, { label: 'dies', state: again }] : [told];
      }
    }
  }

  function attempts(
    world: World<Head>,
    role: Actor,
    own: Progress<Head>,
    index: number,
  ): readonly Move<World<Head>>[] {
    const problem = role.type === 'responder' && isTurn(world, role, own) ? problemOfLook(world) : undefined;
    if (problem !== undefined) return [{ label: 'looks', state: world, problem }];
    const wishes = own.wish === undefined ? wishesOf(world, role, own) : [own.wish];
    const isIdle = wishes.length === 0 && role.type === 'responder' && isTurn(world, role, own);
    if (isIdle) return [{ label: 'finds nothing to answer', state: withTaskOver(world, index) }];
    return wishes.flatMap((wish) => outcomes(world, wish, attempt(world, wish), index));
  }

  function outcomes(
    world: World<Head>,
    wish: Wish<Head>,
    tried: Attempt<Head>,
    index: number,
  ): readonly Move<World<Head>>[] {
    const { type } = wish.action;
    const tasks = world.progress[index]?.tasks ?? 0;
    const problem = tried.problem === undefined ? {} : { problem: tried.problem };
    const at = (phase: Progress<Head>['phase']) => ({ tasks, phase, wish });
    switch (tried.type) {
      case 'committed': {
        const { head, thread } = tried;
        const state = withProgress({ ...world, head, thread }, index, at('has written'));
        return overtaking(world, index, { label: `commits ${type}`, state, ...problem });
      }
      case 'repeated':
        return [{ label: `finds ${type} stored`, state: withProgress(world, index, at('has written')) }];
      case 'refused': {
        const state =
          type === 'write' ? withProgress(world, index, at('was refused')) : withTaskOver(world, index);
        return [{ label: `is refused ${type}`, state, ...problem }];
      }
      case 'ended':
        return [{ label: `gives ${type} up`, state: withTaskOver(world, index), ...problem }];
    }
  }

  /** What a role that reads the thread now wants to do, by its choice. */
  function wishesOf(world: World<Head>, role: Actor, { tasks }: Progress<Head>): readonly Wish<Head>[] {
    const wish = (action: Action): Wish<Head> => ({ action, basis: world.head });
    switch (role.type) {
      case 'client':
        return role.tasks.slice(tasks, tasks + 1).map(({ action }) => wish(action(world.thread)));
      case 'sweeper':
        return tasks < role.sweeps ? [wish({ type: 'sweep', isOverridden: isOverridden(world.thread) })] : [];
      case 'responder':
        return tasks < role.turns && world.isTold && owesReply(world.thread)
          ? repliesTo(world.thread, role).map(wish)
          : [];
    }
  }

  /** The ways in which a change can find the others: those who have read before it may go on with what they wanted. */
  function overtaking(
    before: World<Head>,
    actor: number,
    move: Move<World<Head>>,
  ): readonly Move<World<Head>>[] {
    let moves: readonly Move<World<Head>>[] = [move];
    for (const [index, role] of roles.entries()) {
      const own = move.state.progress[index];
      if (role.type === 'nature' || index === actor || own?.phase !== 'rests' || own.wish !== undefined)
        continue;
      const anew = new Set(wishesOf(move.state, role, own).map(nameOfWish));
      const stale = wishesOf(before, role, own).filter((wish) => !anew.has(nameOfWish(wish)));
      const overtaken = moves.flatMap((other) =>
        stale.map((wish) => ({
          ...other,
          label: `${other.label}, overtaking ${role.name}`,
          state: withProgress(other.state, index, { ...own, wish }),
        })),
      );
      moves = moves.concat(overtaken);
    }
    return moves;
  }

  /** What a bot's turn is based on matters, even if the thread looks the same in another life. */
  const nameOfWish = ({ action, basis }: Wish<Head>): string =>
    action.type === 'reply' || action.type === 'settle'
      ? `${nameOf(action)} ${nameOf(basis)}`
      : nameOf(action);

  function problemOfLook({ head, thread, now }: World<Head>): string | undefined {
    const asks = implementation.owesReply(head, isOverridden(thread), now);
    if (asks === owesReply(thread)) return undefined;
    return asks ? 'The bot is asked though it owes nothing.' : 'The bot is not asked.';
  }

  /** A calm hour follows, with a bot that is well: then somebody has answered, or people can see who waits. */
  function problemAtEnd(end: World<Head>): string | undefined {
    let world = end;
    const act = (action: Action): string | undefined => {
      const tried = attempt(world, { action, basis: world.head });
      if (tried.type === 'committed') world = { ...world, head: tried.head, thread: tried.thread };
      return tried.problem;
    };
    for (const user of end.thread.overridden)
      world = worldAfter(world, { type: 'override', user, isOn: false });
    for (let rounds = 1; rounds <= 3; rounds += 1) {
      const before = worldAfter(world, { type: 'timePasses' });
      world = before;
      const problem = act({ type: 'sweep', isOverridden: false }) ?? problemOfLook(world);
      // Nobody but the sweeper tells the bot any more.
      const isAsked = world !== before && owesReply(world.thread);
      const [reply] = isAsked ? repliesTo(world.thread, {}) : [];
      const wrong = problem ?? (reply && act(reply));
      if (wrong !== undefined) return `In the calm that follows: ${wrong}`;
    }
    if (owesReply(world.thread)) return `I3: nobody answers the messages ${openIn(world.thread)}.`;
    const { owner } = world.thread;
    return owner.type === 'operator' && owner.lapsed && owner.isAwaited
      ? 'I22: the customers wait for an operator who has gone.'
      : undefined;
  }

  const nameOfProgress = ({ tasks, phase, wish }: Progress<Head>): string =>
    nameOfText(`${tasks} ${phase} ${nameOf(wish?.action)} ${nameOf(wish?.basis)}`);

  return {
    initial: initialWorld(implementation, scenario),
    moves: (world) =>
      roles.flatMap((role, index) =>
        movesOf(world, role, index).map((move) => ({ ...move, label: `${role.name}: ${move.label}` })),
      ),
    keyOf: ({ now, head, thread, isTold, crashes, progress }) =>
      `${now} ${nameOf(head)} ${nameOf(thread)} ${isTold} ${crashes} ${progress.map(nameOfProgress)}`,
    problemAtEnd,
  };
}

/** Whether it is a responder's turn to look at the thread again. */
const isTurn = (
  { isTold }: Pick<World<object>, 'isTold'>,
  { turns }: Responder,
  { tasks, wish }: Progress<object>,
): boolean => isTold && tasks < turns && wish === undefined;

/** Whether the bot owes the thread an answer. */
const owesReply = (thread: Thread): boolean =>
  waitsFor(handedBack(thread)) === 'bot' && !isOverridden(thread);

/** What a bot may do about what it finds. */
function repliesTo(
  thread: Thread,
  { handsOver, onlyIfNewest = false, settles }: Partial<Responder>,
): readonly Action[] {
  const { life, ownerChanges } = thread;
  const open = openIn(thread);
  const answersThrough = open.at(-1) ?? 0;
  const seen = { life, ownerChanges, open };
  const reply = {
    type: 'reply',
    name: 'bot',
    content: `to ${open}`,
    answersThrough,
    seen,
    onlyIfNewest,
  } as const;
  return [
    { ...reply, handOver: false },
    ...(handsOver ? [{ ...reply, handOver: true }] : []),
    ...(settles ? [{ type: 'settle', through: newestOfCustomers(thread), life } as const] : []),
  ];
}
