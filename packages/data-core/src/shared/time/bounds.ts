/** The longest time that an option may name, a hundred years: so long after now is still a safe integer, counted in milliseconds. */
export const longestMs = 3_155_760_000_000;
export const longestSeconds = longestMs / 1_000;

/** Node's timers take no more, and fire at once instead. */
export const longestTimerMs = 2 ** 31 - 1;
