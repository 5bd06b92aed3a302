import { NameTooLongError, parameterName, physicalName, tableName } from './names.ts';

const environment = { name: 'dev', prefix: 'switchboard' };

describe('the name of a resource', () => {
  it('begins with the prefix and the environment', () => {
    expect(physicalName(environment, 'message-send')).toBe('switchboard-dev-message-send');
  });

  it('may have 64 characters, as IAM and Lambda allow, and not one more', () => {
    const longest = 'x'.repeat(64 - 'switchboard-dev-'.length);
    expect(physicalName(environment, longest)).toHaveLength(64);
    expect(() => physicalName(environment, `${longest}x`)).toThrow(NameTooLongError);
  });
});

describe('the name of a table', () => {
  it('has dots, as everything that reads it expects', () => {
    const table = { name: 'messages', partitionKey: { name: 'threadId', type: 'S' } } as const;
    expect(tableName(environment, table)).toBe('switchboard.dev.messages');
  });
});

describe('the name of a parameter', () => {
  it('is a path below the environment, so that one policy can name all of them', () => {
    expect(parameterName(environment, 'telegram-bot-token')).toBe('/switchboard/dev/telegram-bot-token');
  });
});
