/** How an environment's pages present themselves; `/config.json` tells them. Every field may be left out. */
export interface Brand {
  /** Shown in the header. @default 'Switchboard' */
  readonly name?: string;
  /** The address of a square picture for the header: `https:`, or a path beginning with `/`. */
  readonly logo?: string;
  /** The colour of what the reader writes and of buttons, such as `#0f766e`. Colours of text are chosen to be readable. */
  readonly accent?: string;
  /** The heading of an empty conversation. @default in the reader's language */
  readonly title?: string;
  /** The sentence below it. @default in the reader's language */
  readonly greeting?: string;
  /** What the reader may say first, at most 6. @default in the reader's language */
  readonly suggestions?: readonly string[];
  /** What is asked before the first message. @default nothing */
  readonly ask?: readonly CustomerField[];
}

/** What can be asked of a customer before the first message. */
export type CustomerField = 'name' | 'email';

interface BrandRule {
  readonly isRight: (value: unknown) => boolean;
  /** What would be right, to stand behind "should be". */
  readonly right: string;
}

const customerFields: readonly unknown[] = ['name', 'email'] satisfies CustomerField[];
const mostSuggestions = 6;
const longestText = 200;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longestText;

const matches =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value);

const text: BrandRule = { isRight: isText, right: `a text of 1 to ${longestText} characters` };

/** What each field of a {@link Brand} must be. Infrastructure checks it before a deployment, and the page when it starts. */
export const brandRules: Readonly<Record<keyof Brand, BrandRule>> = {
  name: text,
  title: text,
  greeting: text,
  logo: {
    isRight: matches(/^(https:\/\/|\/(?!\/))/),
    right: 'an address that begins with https:// or /',
  },
  accent: { isRight: matches(/^#[0-9a-f]{6}$/i), right: 'a colour such as #0f766e' },
  suggestions: {
    isRight: (value) => Array.isArray(value) && value.length <= mostSuggestions && value.every(isText),
    right: `a list of at most ${mostSuggestions} texts of 1 to ${longestText} characters`,
  },
  ask: {
    isRight: (value) => Array.isArray(value) && value.every((field) => customerFields.includes(field)),
    right: `a list of ${customerFields.map((field) => `"${field}"`).join(', ')}`,
  },
};
