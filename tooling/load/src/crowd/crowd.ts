import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CrowdAnswer, CrowdOrder, CrowdSeen, Membership } from './crowd-frames.ts';

/** Many clients in several processes, which can all lose their connection at one moment. */
export interface Crowd {
  cut(): void;
  /** Waits until every client shows its thread up to this `seq`. @returns what all of them saw */
  compare(lastSeqs: Readonly<Record<string, number>>, withinMs: number): Promise<CrowdSeen>;
  end(): void;
}

const program = fileURLToPath(new URL('./member-process.ts', import.meta.url));

/** Opens the crowd, its threads divided among so many processes, and waits until everyone is connected. */
export async function openCrowd({ threads, ...membership }: Membership, processes: number): Promise<Crowd> {
  const children = Array.from({ length: processes }, () => fork(program));
  await Promise.all(children.map((child) => answerOf(child, 'ready')));
  await Promise.all(
    children.map((child, index) => {
      const share = threads.filter((_, at) => at % processes === index);
      return ask(child, { type: 'open', membership: { ...membership, threads: share } }, 'opened');
    }),
  );
  return {
    cut: () => {
      for (const child of children) tell(child, { type: 'cut' });
    },
    compare: async (lastSeqs, withinMs) => {
      const answers = await Promise.all(
        children.map((child) => ask(child, { type: 'compare', lastSeqs, withinMs }, 'compared')),
      );
      const seen = answers.flatMap((answer) => (answer.type === 'compared' ? [answer.seen] : []));
      return {
        clients: seen.reduce((total, { clients }) => total + clients, 0),
        awayMs: seen.flatMap(({ awayMs }) => awayMs),
        wrong: seen.flatMap(({ wrong }) => wrong),
        repeated: seen.flatMap(({ repeated }) => repeated),
      };
    },
    end: () => {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

const tell = (child: ChildProcess, order: CrowdOrder): boolean => child.send(order);

/** @throws {Error} if the process ends first */
function answerOf(child: ChildProcess, type: CrowdAnswer['type']): Promise<CrowdAnswer> {
  return new Promise((resolve, reject) => {
    const listen = (answer: CrowdAnswer): void => {
      if (answer.type !== type) return;
      child.off('message', listen).off('exit', fail);
      resolve(answer);
    };
    const fail = (code: number | null): void =>
      reject(new Error(`A process of the crowd ended with ${code} before it was "${type}".`));
    child.on('message', listen).once('exit', fail);
  });
}

function ask(child: ChildProcess, order: CrowdOrder, type: CrowdAnswer['type']): Promise<CrowdAnswer> {
  const answer = answerOf(child, type);
  tell(child, order);
  return answer;
}
