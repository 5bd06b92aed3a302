/** How the page presents itself. Every field may be left out. */
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

interface ParsedBrand {
  readonly brand: Brand;
  /** Everything that is wrong, each with what would be right. */
  readonly problems: readonly string[];
}

const customerFields: readonly string[] = ['name', 'email'];
const mostSuggestions = 6;
const longestText = 200;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longestText;

const isListOf = (value: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length <= mostSuggestions && value.every(isItem);

/** What each field must be: a check, and the words for what would be right. */
const rules: Readonly<Record<keyof Brand, readonly [(value: unknown) => boolean, string]>> = {
  name: [isText, `a text of at most ${longestText} characters`],
  title: [isText, `a text of at most ${longestText} characters`],
  greeting: [isText, `a text of at most ${longestText} characters`],
  logo: [
    (value) => typeof value === 'string' && /^(https:\/\/|\/(?!\/))/.test(value),
    'an address that begins with https:// or /',
  ],
  accent: [(value) => typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value), 'a colour such as #0f766e'],
  suggestions: [(value) => isListOf(value, isText), `a list of at most ${mostSuggestions} texts`],
  ask: [
    (value) => isListOf(value, (item) => customerFields.includes(item as string)),
    `a list of ${customerFields.map((field) => `"${field}"`).join(', ')}`,
  ],
};

/** Reads what a page was given as its brand. Fields that do not exist are named too: they are misspelt. */
export function parseBrand(value: unknown): ParsedBrand {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { brand: {}, problems: ['brand must be an object'] };
  }
  const problems = Object.entries(value).flatMap(([field, given]) => {
    if (!Object.hasOwn(rules, field))
      return [`brand.${field} is unknown; use ${Object.keys(rules).join(', ')}`];
    const [isRight, right] = rules[field as keyof Brand];
    return isRight(given) ? [] : [`brand.${field} must be ${right}, but is ${JSON.stringify(given)}`];
  });
  return problems.length > 0 ? { brand: {}, problems } : { brand: value as Brand, problems };
}
