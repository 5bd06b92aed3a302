import type { ClientFrame, ServerFrame } from '@switchboard/protocol';
import fc from 'fast-check';
import type { OutboxStorage } from '../src/outbox/outbox-storage.ts';
import type { OutgoingMessage } from '../src/outbox/outgoing-message.ts';
import type { FakeSocket } from './fake-network.ts';
import { createHarness, type Harness } from './fixtures.ts';

/** What can happen between a client and its server, one step at a time. */
type Step =
  | { readonly type: 'send' }
  | { readonly type: 'botWrites' }
  | { readonly type: 'drop' }
  | { readonly type: 'reload' }
  | { readonly type: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ type: 'send' } as const) },
  { weight: 2, arbitrary: fc.constant({ type: 'botWrites' } as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'drop' } as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'reload' } as const) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 9_000 }).map((ms) => ({ type: 'wait', ms }) as const) },
);

/** What becomes of each frame in turn: how long it takes, and whether it arrives at all, or twice. */
const fate = fc.record({
  delayMs: fc.integer({ min: 0, max: 3_000 }),
  copies: fc.constantFrom(1, 1, 1, 0, 2),
});

type Fate = { readonly delayMs: number; readonly copies: number };

/** A page that is used and reloaded over a network that loses, doubles, delays and reorders what passes in both directions. */
class Scenario {
  harness: Harness;
  readonly written: string[] = [];
  readonly acknowledged: string[] = [];
  #kept: readonly OutgoingMessage[] = [];
  #faulty = true;
  #frames = 0;
  readonly #fates: readonly Fate[];

  constructor(fates: readonly Fate[]) {
    this.#fates = fates;
    this.harness = this.#start();
  }

  async run({ type, ...rest }: Step): Promise<void> {
    const { client, clock, network, thread } = this.harness;
    if (type === 'send') this.#write();
    else if (type === 'botWrites')
      this.#tellOthers(network.sockets.at(-1), thread.append(`bot ${thread.messages.length}`));
    else if (type === 'drop') network.sockets.at(-1)?.drop();
    else if (type === 'reload') {
      client.close();
      this.harness = this.#start(this.harness);
    } else await clock.advance('ms' in rest ? rest.ms : 0);
    await clock.advance(0);
    this.#check();
  }

  /** The network is well from now on, for long enough that everything is settled. */
  async settle(): Promise<void> {
    this.#faulty = false;
    await this.harness.clock.advance(300_000);
    this.#check();
  }

  #start(before?: Harness): Harness {
    const outbox: OutboxStorage = {
      load: () => this.#kept,
      save: (messages) => {
        this.#kept = messages;
      },
    };
    const harness = createHarness({
      outbox,
      pageSize: 3,
      newId: () => `c${this.written.length}`,
      ...(before ? { clock: before.clock } : {}),
    });
    const scenario = { ...harness, ...(before ? { clock: before.clock, thread: before.thread } : {}) };
    scenario.network.onFrame = (frame, socket) =>
      this.#pass(scenario, () => this.#serve(scenario, frame, socket));
    scenario.client.on('ack', ({ message }) => this.acknowledged.push(message.text));
    scenario.client.open();
    return scenario;
  }

  #write(): void {
    const text = `text ${this.written.length + 1}`;
    this.written.push(text);
    this.harness.client.send(text);
  }

  #serve(harness: Harness, frame: ClientFrame, socket: FakeSocket): void {
    const { reply } = harness.thread.handle(frame, 'ada');
    if (reply) this.#pass(harness, () => socket.deliver(reply));
  }

  #tellOthers(socket: FakeSocket | undefined, message: Omit<ServerFrame<'message'>, 'event'>): void {
    this.#pass(this.harness, () => socket?.deliver({ event: 'message', ...message }));
  }

  #pass({ clock }: Harness, arrive: () => void): void {
    const { delayMs, copies } = this.#nextFate();
    for (let copy = 0; copy < copies; copy += 1) clock.schedule(delayMs * (copy + 1), arrive);
  }

  #nextFate(): Fate {
    this.#frames += 1;
    const fate = this.#fates[this.#frames % this.#fates.length];
    return this.#faulty && fate ? fate : { delayMs: 1, copies: 1 };
  }

  /** What holds at every moment: order by seq, nothing shown twice, nothing written is out of sight. */
  #check(): void {
    const { messages, outgoing } = this.harness.client.getSnapshot();
    const seqs = messages.map(({ seq }) => seq);
    const shown = [...messages.map(({ text }) => text), ...outgoing.map(({ text }) => text)];
    const stored = new Set(this.harness.thread.messages.map(({ text }) => text));
    const lost = this.acknowledged.filter((text) => !stored.has(text));
    // One expectation, because it is checked at every step of thousands of cases.
    const inOrder = [...new Set(seqs)].sort((a, b) => a - b);
    expect({ seqs, shown, lost }).toEqual({ seqs: inOrder, shown: [...new Set(shown)], lost: [] });
  }
}

// biome-ignore lint/style/noProcessEnv: the number of seeds is the runner's to choose
const numRuns = Number(process.env.SEEDS ?? 500);

describe('over a network that loses, doubles, delays and reorders, with reconnections and reloads', () => {
  it('everything written is stored once and in order, and everything stored is shown', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.array(fate, { minLength: 1, maxLength: 40 }),
        async (steps, fates) => {
          const scenario = new Scenario(fates);
          for (const next of steps) await scenario.run(next);
          await scenario.settle();
          const { client, thread } = scenario.harness;
          const { messages, outgoing, history } = client.getSnapshot();
          const stored = thread.messages.filter(({ sender }) => sender === 'ada').map(({ text }) => text);
          expect(stored).toEqual(scenario.written);
          expect(outgoing).toEqual([]);
          expect(new Set(scenario.acknowledged)).toEqual(new Set(scenario.written));
          const oldest = messages[0]?.seq ?? 1;
          expect(messages.map(({ seq }) => seq)).toEqual(
            thread.messages.map(({ seq }) => seq).filter((seq) => seq >= oldest),
          );
          expect(history.hasOlder).toBe(oldest > 1);
        },
      ),
      { numRuns },
    );
  });
});
