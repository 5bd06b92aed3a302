/** Which threads a customer may open: `any`, or their `own`: `<userId>` and `<userId>.<anything>`. */
export type ThreadIdPolicy = 'any' | 'own';

/**
 * Whether a customer may open a thread of that id. Where only own ids may be opened, user ids contain no dot, so no two
 * users share an id, and a customer learns nothing about the threads of others by asking for their ids.
 */
export const mayOpen = (policy: ThreadIdPolicy, userId: string, threadId: string): boolean =>
  policy === 'any' || threadId === userId || threadId.startsWith(`${userId}.`);
