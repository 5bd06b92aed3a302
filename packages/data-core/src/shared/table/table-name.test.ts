import { assertTableNameValid, dynamoTableName } from './table-name.ts';

describe('the name of a table', () => {
  it('is prefix, environment and name', () => {
    expect(dynamoTableName('keys', { environment: 'dev' })).toBe('switchboard.dev.keys');
    expect(dynamoTableName('keys', { environment: 'production', prefix: 'chat' })).toBe(
      'chat.production.keys',
    );
  });

  it.each(['ab', 'a b c', 'x'.repeat(256), ''])('is not %j', (name) => {
    expect(() => assertTableNameValid(name)).toThrow('tableName must be 3 to 255 of');
  });

  it('must belong to the environment that is asked for', () => {
    expect(() => assertTableNameValid('switchboard.dev.keys', 'production')).toThrow('".production."');
    expect(() => assertTableNameValid('switchboard.production.keys', 'production')).not.toThrow();
  });
});
