/** Lines that functions write while they handle an event, kept until the line of the event itself is written. */
export interface HeldOutput {
  begin(accessKeyId: string): void;
  /** @returns what was written since it began */
  end(accessKeyId: string): readonly string[];
  /** @returns whether the line is held; else nobody waits for it */
  hold(accessKeyId: string, line: string): boolean;
}

export function createHeldOutput(): HeldOutput {
  const byProcess = new Map<string, string[]>();
  return {
    begin: (accessKeyId) => {
      byProcess.set(accessKeyId, []);
    },
    end: (accessKeyId) => {
      const lines = byProcess.get(accessKeyId) ?? [];
      byProcess.delete(accessKeyId);
      return lines;
    },
    hold: (accessKeyId, line) => {
      const lines = byProcess.get(accessKeyId);
      lines?.push(line);
      return lines !== undefined;
    },
  };
}
