/**
 * What the studio's API answers: the page of the studio reads the same types. Times are epoch milliseconds with fractions, durations
 * milliseconds, dollars dollars.
 */

/** What something has cost. */
export interface Spent {
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly dollars: number;
}

type RowKind = 'frame' | 'http' | 'invocation' | 'call' | 'note';

/** One line of a waterfall. */
export interface TimelineRow {
  readonly id: number;
  /** How deep it stands below what caused it; what came in is 0. */
  readonly depth: number;
  readonly kind: RowKind;
  /** For a call: `dynamodb`, `sns`, `execute-api`, ... */
  readonly service: string | null;
  /** For example `message-send`, `TransactWriteItems`. */
  readonly label: string;
  /** What it was about: tables, a trigger, a frame's event. */
  readonly detail: string;
  readonly at: number;
  /** Null: it has not ended. */
  readonly durationMs: number | null;
  /** How long an event waited for a process. */
  readonly waitedMs: number;
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** What went wrong, in a line. */
  readonly error: string | null;
  /** What a fault plan did to it. */
  readonly fault: string | null;
}

/** What came in, and everything that it caused. */
export interface Exchange extends Spent {
  readonly id: number;
  readonly at: number;
  readonly durationMs: number;
  /** For example `message.send`. */
  readonly action: string;
  /** What a person wrote, where it is a message. */
  readonly text: string;
  /** From the message to the stored reply of the bot; null: there was none. */
  readonly answeredMs: number | null;
  readonly failures: number;
  readonly isRunning: boolean;
  readonly rows: readonly TimelineRow[];
}

export interface ThreadSummary extends Spent {
  readonly threadId: string;
  readonly lastAt: number;
  /** What people wrote. */
  readonly messages: number;
  readonly failures: number;
  /** What a person wrote last. */
  readonly lastText: string;
}

/** Everything that is known of a row. */
export interface RecordDetail {
  readonly id: number;
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** For example the event, the answer, the log. */
  readonly contents: readonly { readonly name: string; readonly text: string }[];
}

export interface LogLine {
  readonly id: number;
  readonly at: number;
  readonly functionName: string;
  readonly text: string;
  /** What it failed with, or an error that it logged. */
  readonly isError: boolean;
}

export interface FunctionView extends Spent {
  readonly name: string;
  /** Without the environment's prefix. */
  readonly label: string;
  readonly triggers: readonly string[];
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly invocations: number;
  readonly failures: number;
  readonly averageMs: number;
  /** How often each action was called: `{"dynamodb:PutItem": 2}`. */
  readonly calls: Readonly<Record<string, number>>;
  /** Dollars for a million invocations like those so far; null: there were none. */
  readonly dollarsForMillion: number | null;
}

export interface QueueView {
  readonly name: string;
  readonly label: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Where its messages go that were received too often, and after how many times. */
  readonly deadLetters: { readonly name: string; readonly after: number } | null;
  /** The functions that receive from it. */
  readonly receivers: readonly string[];
  /** What sends its failures here; empty if this is not a dead-letter queue. */
  readonly failuresOf: readonly string[];
}

export interface QueueMessage {
  readonly id: string;
  readonly sentAt: number;
  readonly receives: number;
  readonly isVisible: boolean;
  readonly body: string;
  /** Why it failed, if the message says so. */
  readonly reason: string | null;
  /** What sending it again does; null: it cannot be sent again. */
  readonly redrive: string | null;
}

export interface TopicView {
  readonly name: string;
  readonly label: string;
  readonly subscribers: readonly string[];
  readonly published: number;
}

export interface ScheduleView {
  readonly name: string;
  readonly label: string;
  readonly timing: string;
  readonly functionLabel: string;
  readonly lastRun: { readonly at: number; readonly failure: string | null } | null;
}

export interface TableView {
  readonly name: string;
  readonly label: string;
  readonly keys: readonly { readonly name: string; readonly type: string }[];
  readonly indexes: readonly { readonly name: string; readonly keys: readonly string[] }[];
  readonly ttlAttribute: string | null;
}

/** An attribute of an item, as it is shown and edited. */
export interface FieldView {
  readonly name: string;
  /** DynamoDB's: `S`, `N`, `M`, ... or `packed` for JSON that was packed into bytes. */
  readonly type: string;
  /** What it means: `$date` and its like as what they stand for. */
  readonly shown: string;
  /** What is edited; null: it cannot be, it is a key, a secret or bytes. */
  readonly editable: string | null;
  /** Whether what is edited is JSON. */
  readonly isJson: boolean;
  /** What the value means, in words: a moment for an expiry. */
  readonly hint: string | null;
}

export interface ItemView {
  readonly key: Readonly<Record<string, unknown>>;
  /** Changes with the item: to be given back with a change. */
  readonly version: string;
  readonly fields: readonly FieldView[];
  readonly isExpired: boolean;
}

export interface ItemsPage {
  readonly items: readonly ItemView[];
  /** Where the next page begins; null: this is the last one. */
  readonly next: string | null;
}

/** What was wrong with a change: by field, or as a whole under the empty name. */
export interface Problems {
  readonly problems: Readonly<Record<string, string>>;
}

export type StackNodeKind = 'source' | 'function' | 'topic' | 'queue' | 'table' | 'bucket';

export interface StackNode {
  readonly id: string;
  readonly kind: StackNodeKind;
  readonly label: string;
  readonly detail: string;
}

export interface StackEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'invokes' | 'reads' | 'writes' | 'sends' | 'fails to';
}

export interface StackView {
  readonly nodes: readonly StackNode[];
  readonly edges: readonly StackEdge[];
}

export interface CostView extends Spent {
  readonly functions: readonly FunctionView[];
  readonly conversations: readonly (ThreadSummary & {
    /** Dollars for a million messages of people like those so far; null: there were none. */
    readonly dollarsForMillion: number | null;
  })[];
  readonly priceSource: string;
}
