/**
 * The conversation that every device of a user shows at first. A deployed environment lets customers open the threads
 * `<userId>` and `<userId>.<anything>` only, so that nobody can take the id of someone else's thread.
 */
export const firstThreadId = (userId: string): string => userId;

/** @param newId a new id, unique among the user's conversations */
export const newThreadId = (userId: string, newId: () => string): string => `${userId}.${newId()}`;
