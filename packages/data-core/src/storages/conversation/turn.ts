import { valueSizeBytes } from '../../shared/encoding/item-size.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { requireKnown, requireText, requireWhole } from '../../shared/validation/options.ts';
import { TurnTooLargeError } from './errors.ts';

/** What somebody said. */
export interface Turn {
  /** Names the turn within its conversation: a turn whose id is there already is not appended again. */
  readonly id: string;
  /** Who said it, for example `user` or `assistant`. */
  readonly role: string;
  readonly text: string;
  /** When, in epoch milliseconds. */
  readonly at: number;
}

/** A turn to append. */
export interface TurnInput extends Omit<Turn, 'at'> {
  /**
   * When it was said, in epoch milliseconds. Give the same with every retry: then appending costs one request; without it three
   * are needed to be sure that the turn is not there already. @default now
   */
  readonly at?: number;
}

/** A turn of a history, with its number in the conversation: 1, 2, 3, ... */
export interface NumberedTurn extends Turn {
  readonly number: number;
}

/** With it a turn fits into an item beside the attributes of ours. */
const maxTurnBytes = 350 * 1024;

/**
 * @throws {InvalidOptionError} naming the field
 * @throws {TurnTooLargeError}
 */
export function readTurn(input: TurnInput, nowMs: number): Turn {
  requireKnown('turn', input, ['id', 'role', 'text', 'at']);
  requireText('turn.id', input.id, 128);
  requireText('turn.role', input.role, 64);
  if (typeof input.text !== 'string' || !input.text.isWellFormed())
    throw new InvalidOptionError('turn.text', input.text, 'a text of well-formed Unicode');
  if (input.at !== undefined) requireWhole('turn.at', input.at, { minimum: 0 });
  const turn = { id: input.id, role: input.role, text: input.text, at: input.at ?? nowMs };
  const sizeBytes = valueSizeBytes(turn);
  if (sizeBytes > maxTurnBytes) throw new TurnTooLargeError(turn.id, sizeBytes, maxTurnBytes);
  return turn;
}

/** The turns that an item holds; what is not a turn is left out. */
export function readTurns(content: unknown): Turn[] {
  return Array.isArray(content) ? content.filter(isTurn) : [];
}

function isTurn(value: unknown): value is Turn {
  return typeof value === 'object' && value !== null && 'id' in value && 'text' in value;
}
