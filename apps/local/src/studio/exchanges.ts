import type { InvocationRecord, NoteRecord, Recorded } from './records.ts';
import { referencesOf } from './references.ts';

/** A record and what it caused. */
export interface Node {
  readonly record: Recorded;
  /** What caused it. */
  readonly parent: Node | undefined;
  /** In the order in which they began. */
  readonly children: readonly Node[];
}

interface GrowingNode extends Node {
  parent: GrowingNode | undefined;
  children: GrowingNode[];
}

/**
 * Puts what was recorded into trees: what came in from outside is a root, and below it stands all that it caused, across topics and queues.
 *
 * @param records the oldest first
 * @returns the roots, the oldest first
 */
export function treesOf(records: readonly Recorded[]): readonly Node[] {
  const roots: GrowingNode[] = [];
  const byId = new Map<number, GrowingNode>();
  /** Frames, requests and published messages, by what the events that they cause call them. */
  const causes = new Map<string, GrowingNode>();
  /** Functions that functions invoke are known by what they were given. */
  const invoked = new Map<string, GrowingNode>();
  const lastOf = new Map<string, GrowingNode>();

  const causeOfInvocation = (record: InvocationRecord): GrowingNode | undefined => {
    for (const id of referencesOf(record).eventIds) {
      const cause = causes.get(id);
      if (cause) return cause;
    }
    return record.trigger.startsWith('invoke') ? invoked.get(record.payload) : undefined;
  };
  const causeOf = (record: Recorded): GrowingNode | undefined => {
    switch (record.type) {
      case 'frame':
        return record.direction === 'out' ? causes.get(record.requestId) : undefined;
      case 'invocation':
        return causeOfInvocation(record);
      case 'call':
        return record.invocationId === undefined ? undefined : byId.get(record.invocationId);
      case 'note':
        return record.kind === 'problem' ? failedJustBefore(record, lastOf.get(record.source)) : undefined;
      case 'http':
        return undefined;
    }
  };
  const remember = (node: GrowingNode): void => {
    const { record } = node;
    byId.set(record.id, node);
    if (record.type === 'invocation') {
      lastOf.set(record.functionName, node);
      return;
    }
    if (record.type === 'call' && record.service === 'lambda') invoked.set(record.input.toString(), node);
    if (record.type === 'frame' && record.direction === 'out') return;
    for (const id of referencesOf(record).eventIds) causes.set(id, node);
  };

  for (const record of records) {
    const parent = causeOf(record);
    const node: GrowingNode = { record, parent, children: [] };
    remember(node);
    if (parent) parent.children.push(node);
    else roots.push(node);
  }
  return roots;
}

/** What the platform says of a function right after it has failed belongs to that. In milliseconds. */
const afterwardsMs = 100;

function failedJustBefore(note: NoteRecord, node: GrowingNode | undefined): GrowingNode | undefined {
  if (node?.record.type !== 'invocation' || node.record.failure === undefined) return undefined;
  return note.at - endOf(node.record) < afterwardsMs ? node : undefined;
}

/** When it ended, as far as is known. */
export function endOf(record: Recorded): number {
  switch (record.type) {
    case 'invocation':
      return record.at + (record.waitedMs ?? 0) + (record.durationMs ?? 0);
    case 'call':
    case 'http':
      return record.at + (record.durationMs ?? 0);
    default:
      return record.at;
  }
}

/** A node and everything below it. */
function* below(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) yield* below(child);
}

const speaksOf = (node: Node, threadId: string): boolean => referencesOf(node.record).threadIds.has(threadId);

/** The threads that a tree has to do with. What a schedule looks after only because it is there does not count. */
export function threadsOf(root: Node): ReadonlySet<string> {
  const threads = new Set<string>();
  for (const { record } of below(root)) {
    if (isScheduled(root) && record.type === 'call' && record.service === 'dynamodb') continue;
    for (const id of referencesOf(record).threadIds) threads.add(id);
  }
  return threads;
}

/** Whether a root is a request or an event that has to do with no thread. */
export const isOutside = (root: Node): boolean =>
  (root.record.type === 'http' || root.record.type === 'invocation') && threadsOf(root).size === 0;

/** The nodes of a tree, each with its depth, in the order in which they stand in it. */
export const nodesOf = (node: Node, depth = 0): readonly { node: Node; depth: number }[] => [
  { node, depth },
  ...node.children.flatMap((child) => nodesOf(child, depth + 1)),
];

const isScheduled = ({ record }: Node): boolean =>
  record.type === 'invocation' && record.trigger.startsWith('schedule ');

/**
 * The nodes of a tree that belong to a thread, each with its depth, in the order in which they stand in the tree. A scheduled function looks
 * after many threads: of its tree only what leads to this one and what comes of it.
 */
export function nodesFor(root: Node, threadId: string): readonly { node: Node; depth: number }[] {
  const found: { node: Node; depth: number }[] = [];
  const whole = !isScheduled(root);
  const visit = (node: Node, depth: number, isInside: boolean): void => {
    const inside = isInside || (node !== root && speaksOf(node, threadId));
    if (!inside && ![...below(node)].some((other) => speaksOf(other, threadId))) return;
    found.push({ node, depth });
    for (const child of node.children) visit(child, depth + 1, inside);
  };
  visit(root, 0, whole);
  return found;
}
