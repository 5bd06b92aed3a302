import type { Setting } from '../run-seed.ts';

/** A change of the sources that breaks a promise. Each text must be in its file exactly once. */
export interface Sabotage {
  /** What is wrong then, in plain words. */
  readonly name: string;
  /** What the sentence that notices it must say: an invariant, or a part of a sentence. */
  readonly says: string;
  readonly edits: readonly Edit[];
  /** What shows it sooner than the usual run. @default the usual run */
  readonly setting?: Setting;
}

/** Puts one text in the place of another. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

type Replacement = readonly [from: string, to: string];

export const inFolder =
  (folder: string) =>
  (file: string, ...replacements: readonly Replacement[]): readonly Edit[] =>
    replacements.map(([from, to]) => ({ file: `${folder}/${file}`, from, to }));

export const core = inFolder('packages/chat-core/src');
export const handlers = inFolder('packages/chat-handlers/src');
export const responder = inFolder('packages/bot-responder/src/responder');
export const client = inFolder('packages/chat-client/src');
export const data = inFolder('packages/data-core/src');
