import { askApproval, type BotEvent, handOver, keep, message, quickReplies, text } from './bot.ts';
import { applyEvent, emptyDraft, finishDraft, handOverText } from './reply-draft.ts';

const draftOf = (...events: readonly BotEvent[]) => events.reduce(applyEvent, emptyDraft);
const event = (value: unknown) => value as BotEvent;

describe('a reply', () => {
  it('is its pieces put together', () => {
    expect(finishDraft(draftOf(text(' Hello,'), text(' Anna. \n')))).toEqual({
      text: 'Hello, Anna.',
      quickReplies: [],
      handOver: undefined,
      state: undefined,
    });
  });

  it('is the whole message where there is one, with all that came with it', () => {
    const draft = draftOf(text('Hm'), message('Yes.'), quickReplies('Why?'), keep({ asked: 1 }), handOver());
    expect(finishDraft(draft)).toEqual({
      text: 'Yes.',
      quickReplies: [{ text: 'Why?' }],
      handOver: {},
      state: { asked: 1 },
    });
  });

  it('that only asks for a human says so', () => {
    expect(finishDraft(draftOf(handOver())).text).toBe(handOverText);
  });

  it('names what it says in the platform’s words, so that readers have it in their language, and nothing of its own words', () => {
    const question = askApproval({ id: 'q', question: 'Refund?', askedOf: 'operator' });
    expect(finishDraft(draftOf(handOver())).notice).toEqual({ type: 'handOver' });
    expect(finishDraft(draftOf(text(handOverText), handOver())).notice).toEqual({ type: 'handOver' });
    expect(finishDraft(draftOf(question)).notice).toEqual({ type: 'askedOperators' });
    expect(finishDraft(draftOf(text('One moment.'), handOver())).notice).toBeUndefined();
    expect(finishDraft(draftOf(text('One moment.'), question)).notice).toBeUndefined();
    expect(finishDraft(draftOf(text(handOverText))).notice).toBeUndefined();
  });

  it('cuts what an operator is told at a hand-over to its length, and to whole characters', () => {
    const long = (length: number) => `${'x'.repeat(length - 1)}😀`;
    const { handOver: asked } = draftOf(handOver({ summary: long(2_000), reason: long(200) }));
    expect(asked).toEqual({ summary: 'x'.repeat(1_999), reason: 'x'.repeat(199) });
  });

  it('is well-formed although its last piece ends in the middle of a character', () => {
    expect(finishDraft(draftOf(text('Bye \ud83d'))).text).toBe('Bye \ufffd');
    expect(finishDraft(draftOf(text('Bye \ud83d'), text('\ude00'))).text).toBe('Bye 😀');
  });

  it('that says nothing is a failure', () => {
    expect(() => finishDraft(draftOf(text(' \n')))).toThrow(
      expect.objectContaining({ code: 'bot.emptyReply' }),
    );
  });

  it.each([
    ['no event', undefined],
    ['an unknown type', { type: 'dance' }],
    ['a text that is none', { type: 'text', text: 42 }],
    ['a text that is too long', { type: 'message', text: 'x'.repeat(10_001) }],
    ['quick replies that are none', { type: 'quickReplies', quickReplies: [{ text: '' }] }],
    ['too many quick replies', { type: 'quickReplies', quickReplies: Array(9).fill({ text: 'x' }) }],
    ['a state that is none', { type: 'state', state: 'x' }],
    ['a summary that is no text', { type: 'handOver', summary: 42 }],
  ])('with %s is a failure', (_, value) => {
    expect(() => draftOf(text('Hello'), event(value))).toThrow(
      expect.objectContaining({ code: 'bot.invalidEvent' }),
    );
  });

  it('is too long as the sum of its pieces, too', () => {
    const half = text('x'.repeat(5_001));
    expect(() => draftOf(half, half)).toThrow('The bot yielded a reply of more than 10000 characters.');
  });
});
