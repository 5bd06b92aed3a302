/** One thing that can happen in a state. */
export interface Move<State> {
  readonly label: string;
  readonly state: State;
  /** Why this must not happen. */
  readonly problem?: string;
}

export interface Graph<State> {
  readonly initial: State;
  /** Everything that can happen next; nothing in a state where all is over. */
  moves(state: State): readonly Move<State>[];
  /** The same for states that do not differ in what can still happen. */
  keyOf(state: State): string;
  /** What is wrong with a state in which all is over. */
  problemAtEnd(state: State): string | undefined;
}

export interface Exploration {
  /** How many different states were reached. */
  readonly states: number;
  /** How many of them are ends. */
  readonly ends: number;
  /** The shortest way to something that must not happen. @default there is none */
  readonly counterexample?: { readonly steps: readonly string[]; readonly problem: string };
}

interface Reached {
  readonly label: string;
  readonly from: Reached | undefined;
}

/**
 * Visits every state that can be reached, breadth first, so that the first problem is found by the shortest way.
 *
 * @param most the most states @throws {RangeError} where there are more: then nothing is proved
 */
export function explore<State>(graph: Graph<State>, most = 3_000_000): Exploration {
  const seen = new Set([graph.keyOf(graph.initial)]);
  let frontier: { readonly state: State; readonly reached: Reached | undefined }[] = [
    { state: graph.initial, reached: undefined },
  ];
  let ends = 0;
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { state, reached } of frontier) {
      const moves = graph.moves(state);
      if (moves.length === 0) {
        ends += 1;
        const problem = graph.problemAtEnd(state);
        if (problem !== undefined)
          return { states: seen.size, ends, counterexample: { steps: wayTo(reached), problem } };
      }
      for (const { label, state: after, problem } of moves) {
        const step = { label, from: reached };
        if (problem !== undefined)
          return { states: seen.size, ends, counterexample: { steps: wayTo(step), problem } };
        const key = graph.keyOf(after);
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size > most) throw new RangeError(`There are more than ${most} states.`);
        next.push({ state: after, reached: step });
      }
    }
    frontier = next;
  }
  return { states: seen.size, ends };
}

function wayTo(last: Reached | undefined): readonly string[] {
  const labels: string[] = [];
  for (let step = last; step !== undefined; step = step.from) labels.unshift(step.label);
  return labels;
}
