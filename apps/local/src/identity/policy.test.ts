import { judge, matches, parsePolicy } from './policy.ts';

const parse = (...statements: object[]) => parsePolicy(JSON.stringify({ Statement: statements }), 'a role');
const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/a.items';
const read = { Effect: 'Allow', Action: 'dynamodb:Get*', Resource: [table, `${table}/index/*`] };

describe('a policy', () => {
  it('allows what a statement names, by patterns too, and nothing else', () => {
    const statements = parse(read);
    expect(judge(statements, 'dynamodb:GetItem', table)).toBe('allowed');
    expect(judge(statements, 'DynamoDB:getitem', table)).toBe('allowed');
    expect(judge(statements, 'dynamodb:GetItem', `${table}/index/by-owner`)).toBe('allowed');
    expect(judge(statements, 'dynamodb:PutItem', table)).toBe('notAllowed');
    expect(judge(statements, 'dynamodb:GetItem', `${table}2`)).toBe('notAllowed');
    expect(judge(statements, 'dynamodb:GetItem', table.replace('a.items', 'axitems'))).toBe('notAllowed');
  });

  it('denies what any statement denies', () => {
    const deny = { Effect: 'Deny', Action: ['dynamodb:*'], Resource: '*' };
    expect(judge(parse(read, deny), 'dynamodb:GetItem', table)).toBe('denied');
  });

  it('that has a condition or an exclusion is refused', () => {
    expect(() => parse({ ...read, Condition: {} })).toThrow('The policy of a role has Condition');
    expect(() => parse({ Effect: 'Allow', NotAction: 'x:y', Resource: '*' })).toThrow('NotAction');
  });

  it('has patterns with * and ?', () => {
    expect([
      matches('a?c*', 'abcdef'),
      matches('a?c', 'ac'),
      matches('*/x', 'a/b/x'),
      matches('a.c', 'abc'),
    ]).toEqual([true, false, true, false]);
  });
});
