/** When a function dies: before its n-th call leaves it, or after that was applied. */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** Lets a function die between any two calls: what it waits for then is never fulfilled. */
export function createMortality() {
  let plan: (Death & { readonly died: () => void }) | undefined;
  let calls = 0;

  return {
    /** Every call of the function goes through here. */
    async pass<T>(call: () => Promise<T>): Promise<T> {
      if (plan === undefined) return call();
      calls += 1;
      if (calls < plan.call) return call();
      if (calls === plan.call && plan.when === 'after') await call();
      plan.died();
      return new Promise(() => {});
    },
    /** Runs until it dies or ends. @returns whether it died */
    async live(death: Death, run: () => Promise<void>): Promise<boolean> {
      calls = 0;
      const died = new Promise<boolean>((resolve) => {
        plan = { ...death, died: () => resolve(true) };
      });
      const ended = await Promise.race([died, run().then(() => false)]);
      plan = undefined;
      return ended;
    },
  };
}
