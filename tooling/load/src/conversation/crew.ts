import type { ChatClient } from '@switchboard/chat-client';
import { expect, someOf } from '../expect.ts';
import type { Random } from '../random.ts';
import { inParallel, until } from '../timing.ts';
import { checkThread, unanswered } from './check-thread.ts';
import { readThread } from './read-thread.ts';
import { type Entrance, openChat, openSession } from './user.ts';

/** Customers, each in a thread of their own, who write to the bot `echo`. */
export interface Crew {
  readonly clients: readonly ChatClient[];
  /** Messages that were acknowledged to their writers, so far. */
  acknowledged(): number;
  /** Everyone writes, one message after the other with random pauses, until this is called off. */
  startWriting(random: Random, pauseMs: { readonly least: number; readonly most: number }): () => void;
  /**
   * Waits until all that was written is acknowledged and answered, then compares every thread with what its writer wrote and saw.
   *
   * @throws {BrokenPromiseError}
   */
  settle(withinMs: number): Promise<CrewFigures>;
  close(): void;
}

interface CrewFigures {
  readonly written: number;
  readonly stored: number;
}

/** A user pauses while this many of their messages are not acknowledged. */
const mostUnacknowledged = 4;

/** What a client still waits for; nothing where all is acknowledged and answered. */
function describeUnsettled(client: ChatClient): readonly string[] {
  const { outgoing, messages, threadId, waiting } = client.getSnapshot();
  const open = unanswered(messages);
  if (outgoing.length === 0 && open.length === 0) return [];
  return [`${threadId} (${outgoing.length} unacknowledged, ${open.length} unanswered, waits for ${waiting})`];
}

/** Threads that are read at once when they are checked. */
const readersAtOnce = 10;

export function openCrew(entrance: Entrance, count: number): Crew {
  const clients = Array.from({ length: count }, (_, index) => openChat(entrance, `writer-${index}`));
  const written = clients.map((): string[] => []);
  const acknowledged = clients.map((): string[] => []);
  const repeated: string[] = [];
  clients.forEach((client, index) => {
    const seen = new Set<string>();
    client.on('ack', ({ outgoing }) => acknowledged[index]?.push(outgoing.text));
    client.on('message', (message) => {
      if (seen.has(message.messageId)) repeated.push(`${message.threadId} ${message.seq}`);
      seen.add(message.messageId);
    });
  });

  const write = (index: number): void => {
    const texts = written[index] ?? [];
    const text = `message ${texts.length} of writer ${index}`;
    clients[index]?.send(text);
    texts.push(text);
  };
  const all = (lists: readonly (readonly string[])[]): number => lists.flat().length;

  return {
    clients,
    acknowledged: () => all(acknowledged),
    startWriting: (random, { least, most }) => {
      const timers = clients.map((_, index) => {
        const goOn = (): void => {
          if ((clients[index]?.getSnapshot().outgoing.length ?? 0) < mostUnacknowledged) write(index);
          timers[index] = setTimeout(goOn, least + random.below(most - least));
        };
        return setTimeout(goOn, random.below(most));
      });
      return () => {
        for (const timer of timers) clearTimeout(timer);
      };
    },
    settle: async (withinMs) => {
      const restless = (): string[] => clients.flatMap(describeUnsettled);
      await until(() => restless().length === 0, withinMs);
      expect(
        restless().length === 0,
        `After ${withinMs / 1000} s messages are not acknowledged, or not answered in the client's view: ${someOf(restless())}.`,
      );
      expect(repeated.length === 0, `Clients showed messages twice: ${someOf(repeated)}.`);
      let stored = 0;
      await inParallel(clients.length, readersAtOnce, async (index) => {
        const threadId = `writer-${index}`;
        const session = openSession(entrance, { userId: threadId, role: 'customer' });
        const messages = await readThread(session, threadId);
        session.close();
        checkThread(threadId, messages, acknowledged[index] ?? []);
        const ours = messages.filter(({ messageType }) => messageType === 'user').map(({ text }) => text);
        expect(
          ours.join() === written[index]?.join(),
          `In ${threadId} the messages are not those that were written, in that order.`,
        );
        const shown = clients[index]?.getSnapshot().messages.map(({ seq }) => seq);
        expect(
          shown?.join() === messages.map(({ seq }) => seq).join(),
          `The client of ${threadId} does not show what is stored: it has ${shown?.length} of ${messages.length} messages.`,
        );
        stored += messages.length;
      });
      return { written: all(written), stored };
    },
    close: () => {
      for (const client of clients) client.close();
    },
  };
}
