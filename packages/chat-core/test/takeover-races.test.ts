import { setTimeout } from 'node:timers/promises';
import { appendMessage } from '../src/append/append-message.ts';
import { ThreadBusyError } from '../src/errors.ts';
import type { ChatContext } from '../src/index.ts';
import { queryMessages } from '../src/messages/query-messages.ts';
import { addNote, readNotes } from '../src/operators/notes.ts';
import type { OwnerChange } from '../src/threads/change-owner.ts';
import { changeOwner } from '../src/threads/change-thread.ts';
import { ownerAt } from '../src/threads/ownership.ts';
import { readThread } from '../src/threads/read-thread.ts';
import type { ThreadHead } from '../src/threads/thread-head.ts';
import { type ChatWorld, createChatWorld } from './chat-world.ts';
import { injectFaults } from './fault-client.ts';
import { byAnn, replyTo } from './requests.ts';
import { seeded } from './seeded.ts';

// biome-ignore lint/style/noProcessEnv: how many races there are is for the one who runs them to say
const { RACES = '4', SEED = '1' } = process.env;

const operators = ['olga', 'otto', 'ivan'] as const;
const actsOfEach = 4;

/** A write that is known to have been done: the head as it was after it. */
interface Done {
  readonly by: 'bot' | 'operator' | 'customer';
  readonly head: ThreadHead;
  /** At the latest, epoch milliseconds. */
  readonly at: number;
}

interface Race {
  readonly threadId: string;
  readonly world: ChatWorld;
  readonly chance: () => number;
  readonly done: Done[];
  readonly notes: string[];
}

/** What a client does that was told `service.busy`: the same once more. What was done meanwhile is done once. */
async function surely<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const isPassing =
        error instanceof ThreadBusyError || (error instanceof Error && error.name === 'TimeoutError');
      if (!isPassing || tries === 10) throw error;
    }
  }
}

/** One after another, some of what an operator can do. Every refusal is right; only what is done counts. */
async function operate(race: Race, context: ChatContext, userId: string): Promise<void> {
  const { threadId, chance, done, notes } = race;
  for (let act = 0; act < actsOfEach; act += 1) {
    await setTimeout(chance() * 20);
    const other = operators[Math.floor(chance() * operators.length)] ?? userId;
    const changes: readonly OwnerChange[] = [
      { type: 'claim', leaseMs: 50 + chance() * 200 },
      { type: 'transfer', to: other },
      { type: 'release' },
      { type: 'requeue' },
    ];
    const choice = Math.floor(chance() * (changes.length + 2));
    const change = changes[choice];
    if (change !== undefined) {
      const result = await surely(() => changeOwner(context, { threadId, userId, change }));
      if (result.outcome === 'changed') done.push({ by: 'operator', head: result.head, at: context.now() });
    } else if (choice === changes.length) {
      const text = `${userId} ${act}`;
      const request = {
        threadId,
        author: { type: 'operator', userId },
        text,
        clientMessageId: text,
        leaseMs: 100,
      } as const;
      const sent = await surely(() => appendMessage(context, request));
      // A retry, as a client sends it that has heard nothing. What was refused may be taken now.
      const again = await surely(() => appendMessage(context, request));
      if (sent.outcome === 'stored') expect(again.outcome).toBe('duplicate');
      for (const result of [sent, again])
        if (result.outcome === 'stored') done.push({ by: 'operator', head: result.head, at: context.now() });
    } else {
      const head = await surely(() => readThread(context, threadId));
      if (head === null) throw new Error('The thread is gone');
      const text = `note of ${userId} ${act}`;
      const request = { text, author: userId, clientMessageId: `${act}` };
      const note = await surely(() => addNote(context, head, request));
      if (note.outcome !== 'idReused') notes.push(text);
    }
  }
}

/** The bot answers whatever it owes, and would rather write than not. */
async function respond({ threadId, chance, done }: Race, context: ChatContext): Promise<void> {
  for (let turn = 0; turn < 3 * actsOfEach; turn += 1) {
    const head = await surely(() => readThread(context, threadId));
    await setTimeout(chance() * 15);
    if (head === null) continue;
    const result = await surely(() => appendMessage(context, replyTo(head, { text: `reply ${turn}` })));
    if (result.outcome === 'stored') done.push({ by: 'bot', head: result.head, at: context.now() });
  }
}

async function write({ threadId, chance, done }: Race, context: ChatContext): Promise<void> {
  for (let message = 0; message < actsOfEach; message += 1) {
    await setTimeout(chance() * 30);
    const request = byAnn(threadId, { clientMessageId: `c${message}` });
    const result = await surely(() => appendMessage(context, request));
    if (result.outcome === 'stored') done.push({ by: 'customer', head: result.head, at: context.now() });
  }
}

/** A client of its own, of which one request in twenty is lost, and one answer in twenty. */
function unreliable({ world, chance }: Race): ChatContext {
  const context = world.another();
  injectFaults(context.client, () => {
    const drawn = chance();
    if (drawn < 0.05) return 'lostRequest';
    return drawn < 0.1 ? 'lostAnswer' : undefined;
  });
  return context;
}

/** What happened, in the order in which the head was written. */
function check({ done, chance: _, threadId }: Race): void {
  const inOrder = done.toSorted((a, b) => a.head.version - b.head.version);
  const versions = inOrder.map(({ head }) => head.version);
  // Two who both think that they own the thread would have written the same version.
  expect([threadId, new Set(versions).size]).toEqual([threadId, versions.length]);
  inOrder.forEach(({ by, head, at }, index) => {
    const before = inOrder[index - 1];
    if (by !== 'bot' || before === undefined || before.head.version !== head.version - 1) return;
    // A lease may have run out by the time of the reply, and by nothing else.
    expect([threadId, head.version, ownerAt(before.head, at).type]).toEqual([threadId, head.version, 'bot']);
  });
}

describe(`${RACES} takeover races, with transfers, leases that end, retries and lost answers`, () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  it(
    'have no bot’s message after a claim, no two owners, no lost message and no lost note',
    async () => {
      const seed = Number(SEED);
      for (let number = 0; number < Number(RACES); number += 1) {
        const race: Race = {
          threadId: `race-${seed}-${number}`,
          world,
          chance: seeded(seed * 10_000 + number),
          done: [],
          notes: [],
        };
        await appendMessage(world.context, byAnn(race.threadId));
        await Promise.all([
          ...operators.map((userId) => operate(race, unreliable(race), userId)),
          respond(race, unreliable(race)),
          write(race, unreliable(race)),
        ]);
        check(race);
        const page = await queryMessages(world.context, { threadId: race.threadId, limit: 100 });
        const seqs = page.outcome === 'page' ? page.messages.map(({ seq }) => seq) : [];
        expect(seqs).toEqual(seqs.map((_, index) => index + 1));
        const head = await readThread(world.context, race.threadId);
        expect(head?.seq).toBe(seqs.length);
        const notes = head === null ? [] : await readNotes(world.context, head);
        expect(notes.map(({ text }) => text).toSorted()).toEqual(race.notes.toSorted());
      }
    },
    30_000 + Number(RACES) * 3_000,
  );
});
