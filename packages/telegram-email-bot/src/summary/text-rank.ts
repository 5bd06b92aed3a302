/** How often a rank is handed on; the ranks hardly change after that. */
const rounds = 30;
/** The share of a rank that is handed on to similar sentences. */
const damping = 0.85;

/**
 * Ranks sentences by TextRank: a sentence is important if it shares words with other important ones.
 *
 * @param words the words of each sentence, those that say little left out
 * @returns a rank for each sentence; 1 on the average
 * @see Mihalcea and Tarau, TextRank: Bringing Order into Texts (2004)
 */
export function textRank(words: readonly ReadonlySet<string>[]): readonly number[] {
  const weights = words.map((left) => words.map((right) => (left === right ? 0 : similarity(left, right))));
  const sums = weights.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  let ranks = words.map(() => 1);
  for (let round = 0; round < rounds; round += 1) {
    ranks = weights.map((row) => {
      const gained = row.reduce(
        (sum, weight, from) => sum + (weight * (ranks[from] ?? 0)) / (sums[from] || 1),
        0,
      );
      return 1 - damping + damping * gained;
    });
  }
  return ranks;
}

/** How many words two sentences share, in relation to their lengths. */
function similarity(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const shared = [...left].filter((word) => right.has(word)).length;
  return shared === 0 ? 0 : shared / (Math.log(left.size + 1) + Math.log(right.size + 1));
}
