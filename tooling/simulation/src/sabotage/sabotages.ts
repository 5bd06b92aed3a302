import type { FaultRates } from '../faults.ts';

/** A change of the sources that breaks an invariant. Each text must be in its file exactly once. */
export interface Sabotage {
  /** What is wrong then, in plain words. */
  readonly name: string;
  /** The invariant whose check notices: what its sentence begins with. */
  readonly invariant: string;
  readonly edits: readonly Edit[];
  /** Faults that come more often than usual, so that fewer seeds do. @default none */
  readonly faults?: Partial<FaultRates>;
}

/** Puts one text in the place of another. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const core = (file: string): string => `packages/chat-core/src/${file}`;

export const sabotages: readonly Sabotage[] = [
  {
    name: 'a message that is repeated is stored again',
    invariant: 'I1',
    edits: [
      {
        file: core('append/marker.ts'),
        from: "ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now OR life <> :life'",
        to: "ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt > :now OR life <> :life'",
      },
    ],
  },
  {
    name: 'a head is written over what others have written since it was read',
    invariant: 'I2',
    edits: [
      {
        file: core('threads/head-item.ts'),
        from: "ConditionExpression: 'version = :read AND createdAt = :life'",
        to: "ConditionExpression: 'version <> :read OR createdAt = :life'",
      },
    ],
  },
  {
    name: 'nobody remembers that a customer waits',
    invariant: 'I3',
    edits: [
      {
        file: core('append/decide-append.ts'),
        from: 'const next = waiting === undefined ? after : { ...after, waiting };',
        to: 'const next = waiting === undefined || isUser ? after : { ...after, waiting };',
      },
    ],
  },
  {
    name: 'a bot writes whoever owns the thread',
    invariant: 'I4',
    edits: [
      {
        file: core('append/decide-append.ts'),
        from: 'if (!botMayWrite(head, false, now)) return owned;',
        to: '',
      },
      {
        file: core('append/decide-append.ts'),
        from: 'if (turn.ownerEpoch !== head.ownerEpoch) return owned;',
        to: '',
      },
    ],
  },
  {
    name: 'a bot writes to a customer whom a human has taken over',
    invariant: 'I4',
    edits: [
      {
        file: core('append/append-message.ts'),
        from: "...(request.author.type === 'bot' ? overrideChecks(tables, nextHead, nowSeconds) : [])",
        to: '...overrideChecks(tables, nextHead, nowSeconds).slice(0, 0)',
      },
    ],
  },
];
