import { answerMessages, compileRules, type RulesMemory } from './choose-answer.ts';
import { defaultRules } from './default-rules.ts';
import { parseRules } from './rules-schema.ts';

const rules = compileRules(
  parseRules({
    rules: [
      { patterns: ['my name is {name}'], reply: 'Hello, {name}.' },
      { keywords: ['opening hours', 'open'], reply: ['From 9 to 5.', 'As I said: from 9 to 5.'] },
      { keywords: ['who am i'], reply: 'You are {name}.' },
      { keywords: ['human'], reply: 'One moment.', handOver: true },
    ],
    fallback: { reply: 'Sorry?', quickReplies: ['Opening hours'] },
    handOverAfter: 2,
  }),
);
const nothing: RulesMemory = { misses: 0, facts: {} };
const talk = (...texts: string[]) => {
  const said: string[] = [];
  let memory = nothing;
  let handOver = false;
  for (const [turn, text] of texts.entries())
    ({ text: said[turn], memory, handOver } = answerMessages(rules, [text], memory, turn));
  return { said, handOver, memory };
};

describe('the rules', () => {
  it('answer by keyword, as whole words in order', () => {
    expect(talk('When are you OPEN?').said).toEqual(['From 9 to 5.']);
    expect(talk('an opener').said).toEqual(['Sorry?']);
  });

  it('say one text after the other where there are several', () => {
    expect(talk('open?', 'open?', 'open?').said).toEqual([
      'From 9 to 5.',
      'As I said: from 9 to 5.',
      'From 9 to 5.',
    ]);
  });

  it('remember what a pattern caught', () => {
    expect(talk('My name is Ada', 'who am I?').said).toEqual(['Hello, Ada.', 'You are Ada.']);
  });

  it('do not invent what nothing is known of', () => {
    expect(talk('who am i').said).toEqual(['You are ….']);
  });

  it('ask for a human when told to', () => {
    expect(talk('a human!').handOver).toBe(true);
  });

  it('ask for a human after as many fallbacks in a row as they say', () => {
    expect(talk('?!').handOver).toBe(false);
    expect(talk('hm', 'open', 'hm').handOver).toBe(false);
    expect(talk('hm', 'hm')).toMatchObject({ handOver: true, memory: { misses: 0 } });
  });

  it('answer several messages at once, and fall back only where none of them is understood', () => {
    expect(answerMessages(rules, ['my name is Ada', 'hm', 'open?'], nothing).text).toBe(
      'Hello, Ada.\n\nFrom 9 to 5.',
    );
    expect(answerMessages(rules, ['hm', 'well'], nothing).text).toBe('Sorry?');
  });

  it('never take a user’s text for a placeholder', () => {
    const echoing = compileRules(parseRules({ rules: [], fallback: { reply: 'You wrote {text}' } }));
    expect(answerMessages(echoing, ['{name} $& {text}'], nothing).text).toBe('You wrote {name} $& {text}');
  });
});

describe('the built-in rules', () => {
  const builtIn = compileRules(defaultRules);
  const answer = (text: string) => answerMessages(builtIn, [text], nothing);

  it('are rules', () => {
    expect(parseRules(defaultRules)).toEqual(defaultRules);
  });

  it.each([
    ['hello', 'Hello! I am the bot here. What can I do for you?'],
    ['Hi, my name is Ada', 'Nice to meet you, Ada! What can I do for you?'],
    [
      'xyzzy',
      'You wrote: “xyzzy”. I do not have an answer to that yet. You can ask me for help, or for a human.',
    ],
  ])('answer %j', (text, reply) => {
    expect(answer(text).text).toBe(reply);
  });

  it.each([
    ['Hallo!', 'Hallo! Ich bin der Bot hier. Was kann ich für Sie tun?'],
    ['Wobei können Sie helfen?', 'Ich bin ein kleiner Bot, der nach Regeln antwortet.'],
    ['Erzählen Sie mir einen Witz', 'Es gibt 10 Arten von Menschen'],
    ['Noch einen', 'Es gibt 10 Arten von Menschen'],
  ])('answer what the chat page suggests in German: %j', (text, reply) => {
    expect(answer(text).text).toContain(reply);
  });

  it.each([
    ['مرحبًا!', 'مرحبًا! أنا البوت هنا.'],
    ['ماذا يمكنك أن تفعل؟', 'أنا بوت صغير يجيب وفق قواعد.'],
    ['احكِ لي نكتة', 'في البرمجة أمران صعبان'],
    ['واحدة أخرى', 'في البرمجة أمران صعبان'],
  ])('answer what the chat page suggests in Arabic: %j', (text, reply) => {
    expect(answer(text).text).toContain(reply);
  });

  it.each([
    [
      'Wo ist meine Bestellung?',
      'Sie haben geschrieben: „Wo ist meine Bestellung?“.',
      'Mit einem Menschen sprechen',
    ],
    ['أين طلبي؟', 'كتبت: «أين طلبي؟».', 'التحدث إلى موظف'],
    ['Where is my order?', 'You wrote: “Where is my order?”.', 'Talk to a human'],
    ['The hat is red, and the man with it', 'You wrote:', 'Talk to a human'],
  ])('say in the language of the message that they have no answer: %j', (text, reply, quickReply) => {
    expect(answer(text)).toMatchObject({
      matched: false,
      text: expect.stringContaining(reply),
      quickReplies: expect.arrayContaining([quickReply]),
      memory: { misses: 1 },
    });
  });

  it('answer their own quick replies, each in its language', () => {
    const script = (text: string): string =>
      /\p{Script=Arabic}/u.test(text) ? 'Arabic' : /\p{Script=Latin}/u.test(text) ? 'Latin' : 'none';
    const { rules: own, fallbacks: inLanguages = [], fallback } = defaultRules;
    const offered = [...own, ...inLanguages, fallback].flatMap((rule) => rule.quickReplies ?? []);
    const fallbacks = [...inLanguages, fallback]
      .flatMap(({ reply }) => reply)
      .map((reply) => reply.slice(0, 10));
    for (const text of offered) {
      const said = answer(text).text;
      expect([text, script(said)]).toEqual([text, script(text)]);
      expect([text, fallbacks.some((beginning) => said.startsWith(beginning))]).toEqual([text, false]);
    }
  });

  it('fetch a human', () => {
    expect(answer('التحدث إلى موظف')).toMatchObject({
      handOver: true,
      text: expect.stringContaining('طلبت من أحد الزملاء'),
    });
    expect(answer('Mit einem Menschen sprechen')).toMatchObject({
      handOver: true,
      text: expect.stringContaining('Sie müssen also nichts wiederholen'),
    });
    expect(answer('can I talk to someone please?').handOver).toBe(true);
    expect(answer('Talk to a human').handOver).toBe(true);
  });
});
