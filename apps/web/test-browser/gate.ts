/** Something that waits until it is let go. */
export interface Gate {
  readonly released: Promise<undefined>;
  release(): void;
}

export function closedGate(): Gate {
  let release = (): void => {};
  const released = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined);
  });
  return { released, release };
}
