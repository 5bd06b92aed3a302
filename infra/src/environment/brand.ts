import * as v from 'valibot';

/** How an environment's pages present themselves; `/config.json` tells them. */
export interface Brand {
  /** Shown in the header. @default 'Switchboard' */
  readonly name?: string;
  /** The address of a square picture for the header: `https:`, or a path beginning with `/`. */
  readonly logo?: string;
  /** The colour of what the reader writes and of buttons, such as `#0f766e`. */
  readonly accent?: string;
  /** The heading of an empty conversation. @default in the reader's language */
  readonly title?: string;
  /** The sentence below it. @default in the reader's language */
  readonly greeting?: string;
  /** What the reader may say first, at most 6. @default in the reader's language */
  readonly suggestions?: readonly string[];
  /** What is asked before the first message. @default nothing */
  readonly ask?: readonly ('name' | 'email')[];
}

const text = (() => {
  const expected = 'should be a text of 1 to 200 characters';
  return v.pipe(v.string(expected), v.trim(), v.minLength(1, expected), v.maxLength(200, expected));
})();

const matching = (pattern: RegExp, expected: string) =>
  v.pipe(v.string(expected), v.regex(pattern, expected));

/** What a {@link Brand} may be. */
export const brandSchema = v.strictObject({
  name: v.exactOptional(text),
  logo: v.exactOptional(
    matching(/^(https:\/\/|\/(?!\/))/, 'should be an address that begins with https:// or /'),
  ),
  accent: v.exactOptional(matching(/^#[0-9a-f]{6}$/i, 'should be a colour such as #0f766e')),
  title: v.exactOptional(text),
  greeting: v.exactOptional(text),
  suggestions: v.exactOptional(v.pipe(v.array(text), v.maxLength(6, 'should be at most 6 texts'))),
  ask: v.exactOptional(v.array(v.picklist(['name', 'email'], 'should be name or email'))),
}) satisfies v.GenericSchema<unknown, Brand>;
