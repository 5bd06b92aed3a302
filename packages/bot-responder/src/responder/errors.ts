/** The thread's owner changed while the bot was asked: what it says is no longer wanted. */
export class TakenOverError extends Error {
  override readonly name = 'TakenOverError';
  readonly code = 'reply.takenOver';
}
