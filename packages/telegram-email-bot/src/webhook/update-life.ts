/** How long the function behind the webhook lives, seconds. */
export const updateSeconds = 15;

/** The clocks of two machines differ by less, milliseconds. */
export const clocksDifferMs = 2_000;

/** An update that came in has had its effect, and was answered, after so many milliseconds by any clock; or it has none, and comes again. */
export const longestUpdateMs = updateSeconds * 1_000 + clocksDifferMs;
