import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bot as echo } from '../src/bots/echo.ts';
import { answerMessages, compileRules } from '../src/bots/rules/choose-answer.ts';
import { parseRules } from '../src/bots/rules/rules-schema.ts';
import { createPlatform } from './platform.ts';

const codeBlock = (language: string, file = 'docs/bots.md'): string => {
  const guide = readFileSync(join(__dirname, '../../..', file), 'utf8');
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(guide)?.[1] ?? `no ${language} in ${file}`;
};

describe('the guide to bots', () => {
  it.each(['docs/bots.md', 'README.md'])('shows the file of a bot as it is in %s', (file) => {
    expect(codeBlock('ts', file)).toBe(readFileSync(join(__dirname, '../src/bots/echo.ts'), 'utf8'));
  });

  it('shows a bot that does what it says', async () => {
    const platform = await createPlatform();
    const respond = platform.respondWith(echo);
    for (const text of ['one', 'two']) await platform.say('t1', text);
    await respond('t1');
    await platform.say('t1', 'three');
    await respond('t1');
    expect(await platform.texts('t1')).toEqual([
      'user: one',
      'user: two',
      'bot: You said: one\nYou said: two\nThat was turn 1.',
      'user: three',
      'bot: You said: three\nThat was turn 2.',
    ]);
  });

  it('shows rules that are rules', () => {
    const compiled = compileRules(parseRules(JSON.parse(codeBlock('json'))));
    const answer = answerMessages(compiled, ['Hello, my name is Ada!'], { misses: 0, facts: {} });
    expect(answer.text).toBe('Nice to meet you, Ada!');
  });
});
