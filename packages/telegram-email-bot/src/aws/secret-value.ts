/** A secret that is read once, and again when somebody finds that it is refused. */
export interface SecretValue {
  get(): Promise<string>;
  /** Reads it again, and gives what is there now. */
  refresh(): Promise<string>;
}

/** @param read gets the secret from where it is kept */
export function createSecretValue(read: () => Promise<string>): SecretValue {
  let value: Promise<string> | undefined;
  const refresh = () => {
    const reading = read();
    value = reading;
    // A failure is told to those who wait for it, and not to those who come later.
    reading.catch(() => {
      if (value === reading) value = undefined;
    });
    return reading;
  };
  return { get: () => value ?? refresh(), refresh };
}
