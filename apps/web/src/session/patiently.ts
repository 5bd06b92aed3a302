/** Waits before the second, third, ... attempt, in milliseconds. */
const waitsMs = [500, 1_000, 2_000, 4_000];

export interface PatientlyOptions {
  /** Whether the same may succeed later. */
  readonly isTemporary: (error: unknown) => boolean;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Does what fails now and then, up to five times: a platform that is just starting should not leave a page that is dead.
 *
 * @throws what the last attempt threw, or what is not temporary
 */
export async function patiently<Result>(
  action: () => Promise<Result>,
  { isTemporary, wait }: PatientlyOptions,
): Promise<Result> {
  for (const waitMs of waitsMs) {
    try {
      return await action();
    } catch (error) {
      if (!isTemporary(error)) throw error;
      await wait(waitMs);
    }
  }
  return action();
}
