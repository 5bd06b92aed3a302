import { variablesOf } from '../src/console/canned-variables.ts';
import { matching } from '../src/console/use-canned.ts';

const replies = [
  { key: 'refund', text: 'We have sent your money back.' },
  { key: 'money', text: 'How much was it?' },
  { key: 'überweisung', text: 'Per Bank.' },
];

describe('kept replies', () => {
  it.each([
    ['/', ['refund', 'money', 'überweisung']],
    ['/REF', ['refund']],
    ['/money', ['money', 'refund']],
    ['/ub', ['überweisung']],
    ['/nothing', []],
  ])('that are offered for %s are those whose key begins so, then those that say so', (text, keys) => {
    expect(matching(replies, text)?.map(({ key }) => key)).toEqual(keys);
  });

  it.each(['', 'hello', 'a/b', '/two words', '/path/to'])('are not offered for %j', (text) => {
    expect(matching(replies, text)).toBeUndefined();
  });

  it('speak of the customer, of what is known of them, and of the operator', () => {
    const known = {
      threadId: 't',
      userId: 'u1',
      name: 'Ann',
      isVerified: true,
      attributes: [{ name: 'plan', value: 'Pro', isVerified: true }],
      tags: [],
      threads: [],
    };
    expect(variablesOf(known, undefined, 'Olga')).toEqual({
      'customer.name': 'Ann',
      'customer.plan': 'Pro',
      'operator.name': 'Olga',
    });
    expect(variablesOf(undefined, undefined, 'op-1')).toEqual({ 'operator.name': 'op-1' });
  });
});
