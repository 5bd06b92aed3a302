/** A part of the platform that has been started. */
export interface Part {
  stop(): unknown;
}

/** What has been started so far, to be stopped in reverse. */
export interface Started {
  /** Remembers a part. @returns the part */
  add<T extends Part>(part: T): T;
  /** Stops every part, the last one first, each once. */
  stop(): Promise<void>;
}

export function createStarted(): Started {
  const parts: Part[] = [];
  return {
    add: (part) => {
      parts.push(part);
      return part;
    },
    stop: async () => {
      for (let part = parts.pop(); part; part = parts.pop()) await part.stop();
    },
  };
}
