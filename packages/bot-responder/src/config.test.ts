import { ConfigurationError } from '@switchboard/declarations/configuration';
import { readResponderConfig } from './config.ts';
import { functionPackage } from './functions.ts';

const env = {
  TABLE_THREADS: 'threads',
  TABLE_MESSAGES: 'messages',
  TABLE_CONNECTIONS: 'connections',
  TABLE_STATES: 'states',
  TABLE_BOTCONFIG: 'botconfig',
  TABLE_PARTITIONED_KEYS: 'partitioned_keys',
  TOPIC_OUTBOUND: 'arn:aws:sns:us-east-1:123456789012:outbound',
  TOPIC_ALERTS: 'arn:aws:sns:eu-central-1:123456789012:alerts',
  WEBSOCKET_ENDPOINT: 'wss://host/stage',
};

const problemsOf = (wrong: Readonly<Record<string, string>>, base = {}): readonly string[] => {
  try {
    readResponderConfig({ ...base, ...wrong });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
};

describe('the responder’s configuration', () => {
  it('has the bot rules and 90 days where the environment says nothing', () => {
    expect(readResponderConfig(env)).toMatchObject({
      tables: { threads: 'threads', states: 'states', botConfig: 'botconfig' },
      webSocketEndpoint: 'wss://host/stage',
      outboundArn: 'arn:aws:sns:us-east-1:123456789012:outbound',
      bot: 'rules',
      retentionDays: 90,
    });
  });

  it('names everything that is missing at once', () => {
    expect(problemsOf({})).toHaveLength(9);
    expect(problemsOf({}).at(-1)).toBe('WEBSOCKET_ENDPOINT is missing');
  });

  it.each([
    ['BOT', 'Parrot!', 'BOT should be the name of a bot, or none'],
    ['RETENTION_DAYS', '0', 'RETENTION_DAYS should be a whole number of days from 1 to 3650'],
    ['RETENTION_DAYS', 'x', 'RETENTION_DAYS should be a whole number of days from 1 to 3650'],
    [
      'WEBSOCKET_ENDPOINT',
      'https://host',
      'WEBSOCKET_ENDPOINT should be an address such as wss://host/stage',
    ],
  ])('says what is wrong with %s=%s', (variable, value, problem) => {
    expect(problemsOf({ [variable]: value }, env)).toEqual([problem]);
  });

  it('is what the function declares that it uses', () => {
    const [responder] = functionPackage.functions;
    const tables = responder?.uses.flatMap((use) => ('table' in use ? [use.table.name] : []));
    expect([...new Set(tables)].toSorted()).toEqual([
      'botconfig',
      'connections',
      'messages',
      'partitioned_keys',
      'states',
      'threads',
    ]);
  });
});
