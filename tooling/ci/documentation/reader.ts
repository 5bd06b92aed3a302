/** A reader of the documentation: types commands into a shell in a clone, and talks to the bot. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The fields of the line that says that the platform is ready. */
interface Addresses {
  readonly web: string;
  readonly ws: string;
  readonly http: string;
  readonly aws: string;
  readonly dynamodb: string;
  readonly smtp: string;
  readonly telegram: string;
}

/** Longer than anything takes on a busy machine, in milliseconds. */
const patienceMs = 300_000;

/** Waits for something. @throws if it does not happen in time */
export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const patience = AbortSignal.timeout(patienceMs);
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (patience.aborted) throw new Error(`Waited too long for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A `npm start` that is ready. */
export interface Running {
  readonly addresses: Addresses;
  /** Everything that it has printed. */
  readonly output: () => string;
  stop(): Promise<void>;
}

type Variables = Readonly<Record<string, string>>;

function shell(command: string, cwd: string, variables: Variables): ChildProcess {
  // biome-ignore lint/style/noProcessEnv: the reader's shell
  const env = { ...process.env, ...variables };
  return spawn('bash', ['-euc', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

/** Runs a command to its end. @returns what it printed @throws with what it printed, if it fails */
export async function type(command: string, cwd: string, variables: Variables = {}): Promise<string> {
  const child = shell(command, cwd, variables);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
  return output;
}

/** What each platform has printed, for the report of a failure. */
const printed: (() => string)[] = [];

/** The last lines of the platform that was started last. */
export const lastOutput = (): string => (printed.at(-1)?.() ?? '').split('\n').slice(-40).join('\n');

/** Runs a command that stays: `npm start`. */
export async function start(command: string, cwd: string, variables: Variables): Promise<Running> {
  const child = shell(command, cwd, { PORT: '0', DATA_DIR: 'memory', ...variables });
  const lines: string[] = [];
  let isOver = false;
  const closed = once(child, 'close').then(() => {
    isOver = true;
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  const output = (): string => lines.join('\n');
  printed.push(output);
  const stop = async (): Promise<void> => {
    if (!isOver) process.kill(-(child.pid ?? 0), 'SIGTERM');
    await closed;
  };
  try {
    const ready = await until(`${command} to be ready`, () => {
      if (isOver) throw new Error(`${command} ended:\n${output()}`);
      return lines.find((line) => line.startsWith('ready '));
    });
    return { addresses: JSON.parse(ready.slice('ready '.length)) as Addresses, output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A conversation in the chat, as the page has it. */
export interface Chat {
  /** Writes a message and waits for the bot's next one. */
  say(text: string): Promise<string>;
  /** Writes a message, and waits for nothing. */
  write(text: string): void;
  /** Waits for the bot's next message. */
  hear(): Promise<string>;
  close(): void;
}

export async function openChat({ http, ws }: Addresses, userId: string): Promise<Chat> {
  const response = await fetch(`${http}/sessions`, { method: 'POST', body: JSON.stringify({ userId }) });
  const { token } = (await response.json()) as { token: string };
  const socket = new WebSocket(`${ws}?token=${token}`);
  const heard: string[] = [];
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as { event: string; messageType?: string; text?: string };
    if (frame.event === 'message' && frame.messageType === 'bot') heard.push(frame.text ?? '');
  });
  await once(socket, 'open');
  // As a page does: a connection without a frame is closed.
  const pings = setInterval(() => socket.send(JSON.stringify({ action: 'ping' })), 10_000);
  let count = 0;
  const write = (text: string): void => {
    count += 1;
    const clientMessageId = `${userId}-${count}`;
    socket.send(JSON.stringify({ action: 'message.send', threadId: userId, text, clientMessageId }));
  };
  const hear = (): Promise<string> => until('the bot to answer', () => heard.shift());
  return {
    write,
    hear,
    say: (text) => {
      write(text);
      return hear();
    },
    close: () => {
      clearInterval(pings);
      socket.close();
    },
  };
}

/** @throws if the text lacks the words */
export function expectWords(text: string, words: string): void {
  if (!text.includes(words)) throw new Error(`Expected ${JSON.stringify(words)} in:\n${text.slice(-4_000)}`);
}
