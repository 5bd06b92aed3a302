import type { TableDefinition } from '@switchboard/data-core/table';
import {
  type FunctionDefinition,
  type FunctionPackage,
  httpRoute,
  onTable,
  publish,
  type TopicDefinition,
  type Trigger,
  topicSubscription,
  type Use,
  webSocketAuthorizer,
  webSocketRoute,
} from '@switchboard/declarations';
import { DeclarationError, requireDistinctFunctions, usedTables, usedTopics } from './declared.ts';

const table = (name: string): TableDefinition => ({ name, partitionKey: { name: 'id', type: 'S' } });
const topic: TopicDefinition = { name: 'news' };

const declare = (name: string, triggers: Trigger[], uses: Use[] = []): FunctionDefinition => ({
  name,
  entry: `src/lambda/${name}.ts`,
  memoryMb: 128,
  timeoutSeconds: 3,
  triggers,
  uses,
});

const packageOf = (functions: readonly FunctionDefinition[]): FunctionPackage => ({
  root: new URL('file:///package/'),
  functions,
});

describe('the tables of some functions', () => {
  it('are those that any of them reads or writes, each once, by name', () => {
    const [zebras, apples] = [table('zebras'), table('apples')];
    const functions = [
      declare('one', [], [onTable(zebras, 'get'), onTable(apples, 'put')]),
      declare('two', [], [onTable(zebras, 'update'), publish(topic)]),
    ];
    expect(usedTables(functions)).toEqual([apples, zebras]);
  });

  it('cannot be two under one name', () => {
    const functions = [
      declare('one', [], [onTable(table('a'), 'get')]),
      declare('two', [], [onTable(table('a'), 'get')]),
    ];
    expect(() => usedTables(functions)).toThrow(DeclarationError);
    expect(() => usedTables(functions)).toThrow('Two different tables are called a.');
  });
});

describe('the topics of some functions', () => {
  it('are those that any of them publishes to or listens to, each once', () => {
    const functions = [
      declare('one', [], [publish(topic)]),
      declare('two', [topicSubscription(topic), topicSubscription({ name: 'alarms' })]),
    ];
    expect(usedTopics(functions).map(({ name }) => name)).toEqual(['alarms', 'news']);
  });
});

describe('functions', () => {
  it('may have routes of one name on different APIs, and routes beside an authorizer', () => {
    const functions = [
      declare('one', [webSocketRoute('ping'), webSocketAuthorizer()]),
      declare('two', [httpRoute('GET', '/ping', 'none'), httpRoute('POST', '/ping', 'none')]),
    ];
    expect(() => requireDistinctFunctions([packageOf(functions)])).not.toThrow();
  });

  it.each([
    ['name', [declare('one', []), declare('one', [])], 'one is declared twice'],
    [
      'WebSocket route',
      [declare('one', [webSocketRoute('ping')]), declare('two', [webSocketRoute('ping')])],
      'The WebSocket route ping is declared twice',
    ],
    [
      'HTTP route',
      [declare('one', [httpRoute('GET', '/', 'none')]), declare('two', [httpRoute('GET', '/', 'iam')])],
      'The HTTP route GET / is declared twice',
    ],
    [
      'authorizer',
      [declare('one', [webSocketAuthorizer()]), declare('two', [webSocketAuthorizer()])],
      'The WebSocket authorizer is declared twice',
    ],
  ])('cannot share a %s', (_what, functions, message) => {
    expect(() => requireDistinctFunctions([packageOf(functions)])).toThrow(message);
  });
});
