import type { ChatMessage } from '@switchboard/chat-client';
import { answerMetadata } from '../src/conversation/approvals.ts';
import { operatorQuestionIn, questionMemos } from '../src/conversation/operator-questions.ts';

const now = 1_000_000;

const message = (fields: Partial<ChatMessage>): ChatMessage => ({
  messageId: 'm',
  threadId: 't1',
  seq: 1,
  timestamp: now,
  messageType: 'bot',
  text: 'One moment.',
  sender: 'shop',
  status: 'sent',
  metadata: {},
  ...fields,
});

const approval = {
  id: 'q1',
  of: 'operator',
  question: 'Refund 20 euros?',
  approve: 'Yes',
  deny: 'No',
  expiresAt: now + 1,
};
const asked = message({ metadata: { approval } });

describe('what the bot asks operators', () => {
  it('is found in the messages, so it is there after a reload, also behind what was said since', () => {
    const said = message({ seq: 2, messageType: 'user', sender: 'ann', text: 'Hello?' });
    const found = { id: 'q1', question: 'Refund 20 euros?', approve: 'Yes', deny: 'No' };
    expect(operatorQuestionIn([asked, said], now)).toEqual(found);
  });

  it('is nothing once it is answered, its time is up, or another question has taken its place', () => {
    const answer = message({ messageType: 'system', metadata: { approval: { id: 'q1', approved: true } } });
    const another = message({ metadata: { approval: { id: 'q2', askedOf: 'ann' } } });
    expect(operatorQuestionIn([asked, answer], now)).toBeUndefined();
    expect(operatorQuestionIn([asked], now + 1)).toBeUndefined();
    expect(operatorQuestionIn([asked, another], now)).toBeUndefined();
  });

  it('is not asked by what a customer writes', () => {
    expect(operatorQuestionIn([{ ...asked, messageType: 'user' }], now)).toBeUndefined();
  });
});

describe('what the bot has asked operators', () => {
  it('can be read in the conversation when it was answered, or its time was up', () => {
    const another = message({
      seq: 3,
      messageId: 'm3',
      timestamp: now + 5,
      metadata: { approval: { ...approval, id: 'q2', question: 'And 5 more?' } },
    });
    const answer = message({ seq: 2, messageType: 'system', metadata: { approval: { id: 'q1' } } });
    expect(questionMemos([asked, answer, another])).toEqual([
      { noteId: 'question m', kind: 'question', timestamp: now, text: 'Refund 20 euros?' },
      { noteId: 'question m3', kind: 'question', timestamp: now + 5, text: 'And 5 more?' },
    ]);
  });

  it('is neither what a customer writes nor what the bot asks the customer', () => {
    const toCustomer = message({ metadata: { approval: { id: 'q2', askedOf: 'ann', question: 'Order?' } } });
    expect(questionMemos([{ ...asked, messageType: 'user' }, toCustomer, message({})])).toEqual([]);
  });
});

describe('the button of a question to the customer', () => {
  const question = message({
    metadata: { approval: { id: 'q1', askedOf: 'ann', approve: 'Order', deny: 'No' } },
  });

  it('names the question that it answers', () => {
    expect(answerMetadata(question, 'Order')).toEqual({
      metadata: { approval: { id: 'q1', approved: true } },
    });
    expect(answerMetadata(question, 'No')).toEqual({ metadata: { approval: { id: 'q1', approved: false } } });
  });

  it('is an ordinary quick reply where nothing is asked', () => {
    expect(answerMetadata(message({}), 'Order')).toEqual({});
    expect(answerMetadata(question, 'Something else')).toEqual({});
    expect(answerMetadata(undefined, 'Order')).toEqual({});
  });
});
