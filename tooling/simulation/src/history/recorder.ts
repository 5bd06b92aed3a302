import type { Invocation } from '../engine/invocation.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';
import type { Applied } from '../services/aws-clients.ts';
import type { Frame } from '../services/gateway.ts';
import type { SimulationTables } from '../services/tables.ts';
import type { TakenMessage } from '../services/telegram.ts';
import {
  type Asked,
  type Cause,
  emptyJournal,
  type HeadChange,
  type HumanWindow,
  type Item,
  type Journal,
  type Moment,
  type RecordedAlert,
  type RecordedMessage,
  type RecordedNote,
  type RecordedPerson,
  type Told,
} from './journal.ts';

export interface RecorderParts {
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly tables: SimulationTables;
  readonly readHead: (threadId: string) => Promise<Item | null>;
}

type Writable<T> = {
  -readonly [Name in keyof T]: T[Name] extends readonly (infer Member)[] ? Member[] : T[Name];
};

/** What belongs to a change of a head. */
interface ChangeDetails {
  readonly message?: RecordedMessage | undefined;
  readonly invocation?: Invocation | undefined;
}

/** Writes down what happens. */
export function createRecorder({ clock, scheduler, tables, readHead }: RecorderParts) {
  const journal = emptyJournal() as Writable<Journal>;
  const begun = new WeakMap<Invocation, Moment>();
  const heads = new Map<string, Item | null>();
  const tokens = new Set<unknown>();

  const moment = (): Moment => ({ step: scheduler.trace.length, at: clock.now() });

  function causeOf(invocation: Invocation | undefined): Cause | undefined {
    if (invocation === undefined) return undefined;
    const { functionName, requestId, event } = invocation;
    return { functionName, requestId, event, begun: begun.get(invocation) ?? moment() };
  }

  async function onHeadChanged(threadId: string, { message, invocation }: ChangeDetails = {}): Promise<void> {
    const before = heads.get(threadId) ?? null;
    const after = await readHead(threadId);
    heads.set(threadId, after);
    if (before === null && after === null) return;
    const change: HeadChange = { ...moment(), threadId, before, after, cause: causeOf(invocation) };
    journal.heads.push(message === undefined ? change : { ...change, message });
  }

  return {
    journal: journal as Journal,
    moment,
    onStart(invocation: Invocation): void {
      begun.set(invocation, moment());
      journal.begun.push(invocation.requestId);
    },
    /** A write to a head is looked at before anything else can happen. */
    async onApplied({ command, input, invocation }: Applied): Promise<void> {
      const writes = writesOf(command, input);
      const head = writes.find(({ TableName }) => TableName === tables.threads);
      const threadId = head?.Key?.threadId ?? head?.Item?.threadId;
      // A transaction that is repeated is applied once.
      const { ClientRequestToken: token } = input;
      if (typeof threadId !== 'string' || (token !== undefined && tokens.has(token))) return;
      if (token !== undefined) tokens.add(token);
      const put = writes.find(({ TableName }) => TableName === tables.messages);
      await onHeadChanged(threadId, { message: put?.Item as RecordedMessage | undefined, invocation });
    },
    onHeadChanged,
    /** A head has expired, and DynamoDB has deleted it: that ends nothing which has not ended already. */
    onHeadExpired(threadId: string): void {
      heads.set(threadId, null);
    },
    onOverride(user: string, isOn: boolean): void {
      journal.overrides.push({ ...moment(), user, isOn });
    },
    onPublished(payload: string): void {
      const { message } = JSON.parse(payload) as { readonly message: { readonly messageId: string } };
      journal.published.push({ ...moment(), messageId: message.messageId });
    },
    /** @returns which of the turns of the run it is, the first being 1 */
    onAsked(asked: Omit<Asked, keyof Moment>): number {
      return journal.asked.push({ ...moment(), ...asked });
    },
    onTaken(taken: TakenMessage): void {
      journal.taken.push({ ...moment(), ...taken });
    },
    onPosted(connectionId: string, frame: Frame): void {
      journal.posted.push({ ...moment(), connectionId, frame });
    },
    onChunk(connectionId: string, { replyId }: Frame): void {
      journal.chunks.push({ ...moment(), connectionId, replyId: String(replyId) });
    },
    onTold(told: Omit<Told, keyof Moment>): void {
      journal.told.push({ ...moment(), ...told });
    },
    /** @param sentence what was tried, and that it came to nothing */
    onVain(sentence: string): void {
      journal.vain.push(sentence);
    },
    onOverdue({ functionName, requestId }: Invocation): void {
      journal.overdue.push(`${functionName} ${requestId}`);
    },
    onQueueRead(threadIds: readonly string[]): void {
      journal.queues.push({ ...moment(), threadIds });
    },
    /** @param isKept whether a page has kept what it read earlier. @default no: it has just been read */
    onHistoryRead(threadId: string, messageIds: readonly string[], isKept = false): void {
      journal.histories.push({ ...moment(), threadId, messageIds, isKept });
    },
    onRevoked(connectionId: string): void {
      journal.revoked.push({ ...moment(), connectionId });
    },
    onAlert(message: string): void {
      journal.alerts.push({ ...moment(), ...(JSON.parse(message) as RecordedAlert) });
    },
    onPush(endpoint: string, requestId: string, status: number): void {
      journal.pushes.push({ ...moment(), endpoint, requestId, status });
    },
    onSubscribed(endpoint: string): void {
      journal.subscribed.push({ ...moment(), endpoint });
    },
    onUnsubscribed(endpoint: string, asked: Moment): void {
      journal.unsubscribed.push({ ...moment(), endpoint, asked });
    },
    onReturned(invocation: Invocation, value: unknown): void {
      const { requestId, event } = invocation;
      const { body } = (value ?? {}) as { readonly body?: unknown };
      const said = typeof body === 'string' ? body : '';
      journal.finished.push({
        ...moment(),
        requestId,
        event,
        said,
        begun: begun.get(invocation) ?? moment(),
      });
    },
    onNote(note: RecordedNote): void {
      journal.notes.push({ ...moment(), ...note });
    },
    onCancelled(threadId: string, asked: Moment): void {
      journal.cancelled.push({ ...moment(), threadId, asked });
    },
    onErasing(user: string): void {
      journal.erasing.push(user);
    },
    onForgotten(operator: string): void {
      journal.forgotten.push({ ...moment(), operator });
    },
    /** @param person as the operator was told to be shown from now on; `undefined` where the operator was told nothing */
    onNamed(operator: string, person: RecordedPerson | undefined): void {
      journal.named.push({ ...moment(), operator, person });
    },
    /** Somebody was told in the end how a user is shown. */
    onShown(userId: string, person: RecordedPerson): void {
      journal.shown.push({ ...moment(), userId, person });
    },
    onErased(user: string): void {
      journal.erased.push({ ...moment(), user });
    },
    /**
     * A takeover has returned.
     *
     * @returns the window, for its end to be noted
     */
    onTakenOver(threadId: string, lastsMs: number): HumanWindow {
      const window: HumanWindow = { threadId, from: moment(), endsAt: clock.now() + lastsMs };
      journal.windows.push(window);
      return window;
    },
    onCalm(): void {
      journal.calms.push(moment());
    },
  };
}

interface Write {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
}

/** The writes of a call, as the document client was given them. */
function writesOf(command: string, input: Item): readonly Write[] {
  if (command === 'DeleteItem') return [input as Write];
  if (command !== 'TransactWriteItems' || !Array.isArray(input.TransactItems)) return [];
  const items = input.TransactItems as readonly Readonly<Record<string, Write>>[];
  return items.flatMap(({ Put, Update, Delete }) =>
    [Put, Update, Delete].filter((write) => write !== undefined),
  );
}
