import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Asks a person, or whatever writes to the input in their place. */
export interface Terminal {
  /** @returns the next line of the input; an empty one where the input has ended */
  ask(question: string): Promise<string>;
  /** Lets go of the input, without which the process would wait for it. */
  close(): void;
}

/** The input is not touched before the first question. Lines that come before they are asked for are kept. */
export function createTerminal(input: Readable, output: Writable): Terminal {
  let opened: { readonly interface: Interface; readonly lines: AsyncIterator<string> } | undefined;
  const open = () => {
    const readline = createInterface({ input, output });
    return { interface: readline, lines: readline[Symbol.asyncIterator]() };
  };
  return {
    async ask(question) {
      opened ??= open();
      output.write(question);
      const { value, done } = await opened.lines.next();
      if (done !== true) return value;
      output.write('\n');
      return '';
    },
    close: () => opened?.interface.close(),
  };
}
