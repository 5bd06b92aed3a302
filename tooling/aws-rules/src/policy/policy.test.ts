import { judge, type PolicyRequest } from './judge.ts';
import { matches } from './pattern.ts';
import { parsePolicy } from './policy-document.ts';

const parse = (...statements: object[]) => parsePolicy(JSON.stringify({ Statement: statements }));
const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/a.items';
const read = { Effect: 'Allow', Action: 'dynamodb:Get*', Resource: [table, `${table}/index/*`] };

describe('a policy', () => {
  it('allows what a statement names, by patterns too, and nothing else', () => {
    const statements = parse(read);
    const verdict = (action: string, resource: string) => judge(statements, { action, resource });
    expect(verdict('dynamodb:GetItem', table)).toBe('allowed');
    expect(verdict('DynamoDB:getitem', table)).toBe('allowed');
    expect(verdict('dynamodb:GetItem', `${table}/index/by-owner`)).toBe('allowed');
    expect(verdict('dynamodb:PutItem', table)).toBe('notAllowed');
    expect(verdict('dynamodb:GetItem', `${table}2`)).toBe('notAllowed');
    expect(verdict('dynamodb:GetItem', table.replace('a.items', 'axitems'))).toBe('notAllowed');
  });

  it('denies what any statement denies', () => {
    const deny = { Effect: 'Deny', Action: ['dynamodb:*'], Resource: '*' };
    expect(judge(parse(read, deny), { action: 'dynamodb:GetItem', resource: table })).toBe('denied');
  });

  it.each([
    ['is not JSON', '{', 'is not JSON'],
    ['has no statement', '{}', 'has no Statement'],
    ['has an exclusion', '{"Statement":{"Effect":"Allow","NotAction":"x:y"}}', 'has NotAction'],
    ['has no effect', '{"Statement":{"Action":"x:y"}}', 'has the Effect undefined'],
    ['has no action', '{"Statement":{"Effect":"Allow"}}', 'without an Action'],
    [
      'has a condition of numbers',
      '{"Statement":{"Effect":"Allow","Action":"x:y","Condition":{"NumericLessThan":{"a":"1"}}}}',
      'has the condition NumericLessThan',
    ],
  ])('that %s is refused', (_what, json, message) => {
    expect(() => parsePolicy(json)).toThrow(message);
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

describe("a resource's policy", () => {
  const statements = parse({
    Effect: 'Allow',
    Principal: { Service: ['sns.amazonaws.com', 's3.amazonaws.com'] },
    Action: 'sqs:SendMessage',
    Resource: 'arn:queue',
    Condition: { ArnLike: { 'aws:SourceArn': 'arn:topic*' }, StringEquals: { 'AWS:SourceAccount': '1' } },
  });
  const request = (changes: Partial<PolicyRequest> = {}): PolicyRequest => ({
    action: 'sqs:SendMessage',
    resource: 'arn:queue',
    principal: { kind: 'Service', value: 'sns.amazonaws.com' },
    context: { 'aws:SourceArn': 'arn:topic-1', 'aws:SourceAccount': '1' },
    ...changes,
  });

  it.each([
    ['what it names', {}, 'allowed'],
    ['another service', { principal: { kind: 'Service', value: 'events.amazonaws.com' } }, 'notAllowed'],
    ['another source', { context: { 'aws:SourceArn': 'arn:other', 'aws:SourceAccount': '1' } }, 'notAllowed'],
    ['a source that nobody tells', { context: { 'aws:SourceArn': 'arn:topic' } }, 'notAllowed'],
  ] as const)('decides about %s', (_what, changes, verdict) => {
    expect(judge(statements, request(changes))).toBe(verdict);
  });

  it('that speaks of everyone speaks of each', () => {
    const open = parse({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' });
    expect(judge(open, request())).toBe('allowed');
  });
});

describe('a condition', () => {
  const verdict = (condition: object, context: Record<string, string> = {}) =>
    judge(parse({ Effect: 'Allow', Action: 'a:b', Resource: '*', Condition: condition }), {
      action: 'a:b',
      resource: 'r',
      context,
    });

  it.each([
    [{ StringNotEquals: { k: 'x' } }, { k: 'y' }, 'allowed'],
    [{ StringNotEquals: { k: 'x' } }, { k: 'x' }, 'notAllowed'],
    [{ StringNotEquals: { k: 'x' } }, {}, 'allowed'],
    [{ StringEquals: { k: ['x', 'y'] } }, { k: 'y' }, 'allowed'],
    [{ StringEqualsIfExists: { k: 'x' } }, {}, 'allowed'],
    [{ StringEqualsIfExists: { k: 'x' } }, { k: 'y' }, 'notAllowed'],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'False' }, 'allowed'],
    [{ Null: { k: 'true' } }, {}, 'allowed'],
    [{ Null: { k: 'true' } }, { k: 'x' }, 'notAllowed'],
  ])('%j with %j', (condition, context, expected) => {
    expect(verdict(condition, context as Record<string, string>)).toBe(expected);
  });
});
