import { InvalidRulesError, parseRules } from './rules-schema.ts';

const problemsOf = (value: unknown): readonly string[] => {
  try {
    parseRules(value);
  } catch (error) {
    if (error instanceof InvalidRulesError) return error.problems;
    throw error;
  }
  return [];
};
const fallback = { reply: 'Sorry?' };

describe('rules that are wrong', () => {
  it.each([
    [
      'nothing to match',
      { rules: [{ reply: 'x' }], fallback },
      'rules.0 should have keywords or patterns: nothing would ever match it',
    ],
    ['no reply', { rules: [], fallback: {} }, 'fallback.reply is missing'],
    [
      'a keyword without a word',
      { rules: [{ keywords: ['!'], reply: 'x' }], fallback },
      'rules.0.keywords.0 has no word to look for',
    ],
    [
      'a pattern that cannot be read',
      { rules: [{ patterns: ['a {B}'], reply: 'x' }], fallback },
      'rules.0.patterns.0 has a brace that is no {name}: a name starts with a small letter, then letters and digits',
    ],
    [
      'a fallback for no language',
      { rules: [], fallbacks: [fallback], fallback },
      'fallbacks.0 should have keywords or a script: nothing would ever match it',
    ],
    [
      'a script that there is not',
      { rules: [], fallbacks: [{ ...fallback, script: 'Klingonese}' }], fallback },
      'fallbacks.0.script should be the name of a script in Unicode, such as Arabic',
    ],
    ['a limit below one', { rules: [], fallback, handOverAfter: 0 }, 'handOverAfter should be at least 1'],
  ])('are named: %s', (_, value, problem) => {
    expect(problemsOf(value)).toEqual([problem]);
  });

  it('are all named at once, an unknown field and a missing one too', () => {
    expect(problemsOf({ rules: ['x'], fallbak: {} })).toEqual([
      'rules.0 should be an object',
      'fallback is missing',
      'fallbak is no field of rules',
    ]);
  });
});
