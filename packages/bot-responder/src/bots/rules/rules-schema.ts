import * as v from 'valibot';
import { maxQuickReplies } from '../../bot/reply-draft.ts';
import { parsePattern } from './pattern.ts';
import { wordsOf } from './words.ts';

const line = (longest: number) =>
  v.pipe(
    v.string('should be a text'),
    v.minLength(1, 'should not be empty'),
    v.maxLength(longest, `should have at most ${longest} characters`),
  );

const keyword = v.pipe(
  line(200),
  v.check((source) => wordsOf(source).length > 0, 'has no word to look for'),
);

const pattern = v.pipe(
  line(200),
  v.rawCheck(({ dataset, addIssue }) => {
    const result = dataset.typed ? parsePattern(dataset.value) : '';
    if (typeof result === 'string' && result !== '') addIssue({ message: result });
  }),
);

const listOf = <T>(item: v.GenericSchema<T>, most: number) =>
  v.pipe(v.array(item, 'should be a list'), v.maxLength(most, `should have at most ${most} entries`));

/** One text, or several that are said in turn. */
const texts = v.union(
  [line(4_000), v.pipe(listOf(line(4_000), 50), v.minLength(1, 'should have at least one text'))],
  'should be a text or a list of texts',
);

const answer = {
  reply: texts,
  quickReplies: v.optional(listOf(line(80), maxQuickReplies)),
  handOver: v.optional(v.boolean('should be true or false')),
};

const rule = v.pipe(
  v.strictObject({
    keywords: v.optional(listOf(keyword, 100)),
    patterns: v.optional(listOf(pattern, 100)),
    ...answer,
  }),
  v.check(
    ({ keywords = [], patterns = [] }) => keywords.length + patterns.length > 0,
    'should have keywords or patterns: nothing would ever match it',
  ),
);

/** For example `Arabic`: `\p{Script=Arabic}` is an error for a name that Unicode does not have. */
const isScript = (name: string): boolean => {
  try {
    return scriptPattern(name) !== undefined;
  } catch {
    return false;
  }
};

/** What a text in a script contains. @throws {SyntaxError} for a name that Unicode does not have */
export const scriptPattern = (name: string): RegExp => new RegExp(`\\p{Script=${name}}`, 'u');

const script = v.pipe(
  v.string('should be a text'),
  v.check(isScript, 'should be the name of a script in Unicode, such as Arabic'),
);

const languageFallback = v.pipe(
  v.strictObject({
    keywords: v.optional(listOf(keyword, 100)),
    script: v.optional(script),
    ...answer,
  }),
  v.check(
    ({ keywords = [], script }) => keywords.length > 0 || script !== undefined,
    'should have keywords or a script: nothing would ever match it',
  ),
);

export const rulesSchema = v.strictObject({
  rules: listOf(rule, 500),
  fallbacks: v.optional(listOf(languageFallback, 50)),
  fallback: v.strictObject(answer),
  handOverAfter: v.optional(
    v.pipe(
      v.number('should be a number'),
      v.integer('should be a whole number'),
      v.minValue(1, 'should be at least 1'),
    ),
  ),
});

/**
 * What the `rules` bot says: the first rule that a message matches answers it, by a pattern before any keyword; if none
 * does, the first of `fallbacks` that fits the message's language, or else the fallback. `handOverAfter` fallbacks in a row the bot asks for a human. @default never
 */
export type Rules = v.InferOutput<typeof rulesSchema>;
export type Rule = Rules['rules'][number];

/** The stored rules are invalid. The bot keeps the last valid ones, if it has any. */
export class InvalidRulesError extends Error {
  override readonly name = 'InvalidRulesError';
  readonly code = 'rules.invalid';
  /** One sentence for each thing that is wrong, beginning with its place: `rules.3.reply should be a text ...`. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The rules cannot be used: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** valibot reports a missing and an unknown field as an issue of the object that they belong to. */
function complaintOf(issue: v.BaseIssue<unknown>): string {
  if (issue.type !== 'strict_object') return issue.message;
  if (issue.expected === 'never') return 'is no field of rules';
  return issue.received === 'undefined' ? 'is missing' : 'should be an object';
}

/**
 * Checks what should be rules.
 *
 * @throws {InvalidRulesError} with everything that is wrong
 */
export function parseRules(value: unknown): Rules {
  const result = v.safeParse(rulesSchema, value);
  if (result.success) return result.output;
  throw new InvalidRulesError(
    result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the whole'} ${complaintOf(issue)}`),
  );
}
