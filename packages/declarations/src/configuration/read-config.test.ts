import {
  authentication,
  botName,
  ConfigurationError,
  type Entry,
  logLevel,
  messagesPerMinute,
  readConfig,
  retentionDays,
  sessionsPolicy,
  table,
  threadIds,
  webSocketEndpoint,
} from './index.ts';

const threads = { name: 'threads', partitionKey: { name: 'threadId', type: 'S' } } as const;
const partitionedKeys = { name: 'partitioned_keys', partitionKey: { name: 'k', type: 'S' } } as const;

const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
};

describe('a function’s configuration', () => {
  it('takes each fact from its variable', () => {
    const env = { TABLE_THREADS: 'switchboard.local.threads', RETENTION_DAYS: '30', AUTHENTICATION: 'none' };
    expect(
      readConfig(env, {
        threads: table(threads),
        retentionDays: retentionDays(),
        authentication: authentication(),
      }),
    ).toEqual({ threads: 'switchboard.local.threads', retentionDays: 30, authentication: 'none' });
  });

  it('is the safe one where a setting is absent', () => {
    expect(
      readConfig(
        {},
        { auth: authentication(), sessions: sessionsPolicy(), days: retentionDays(), ids: threadIds() },
      ),
    ).toEqual({ auth: 'token', sessions: 'iam', days: 90, ids: 'own' });
  });

  it('names everything that is missing at once', () => {
    const read = () =>
      readConfig({}, { a: table(threads), b: table(partitionedKeys), c: webSocketEndpoint() });
    expect(problemsOf(read)).toEqual([
      'TABLE_THREADS is missing',
      'TABLE_PARTITIONED_KEYS is missing',
      'WEBSOCKET_ENDPOINT is missing',
    ]);
  });

  it.each<[string, string, Entry<unknown>]>([
    ['AUTHENTICATION', 'basic', authentication()],
    ['SESSIONS', 'everyone', sessionsPolicy()],
    ['RETENTION_DAYS', 'soon', retentionDays()],
    ['RETENTION_DAYS', '0', retentionDays()],
    ['RETENTION_DAYS', '1.5', retentionDays()],
    ['RETENTION_DAYS', '4000', retentionDays()],
    ['THREAD_IDS', 'mine', threadIds()],
    ['BOT', 'My Bot', botName()],
    ['MESSAGES_PER_MINUTE', '-1', messagesPerMinute()],
    ['LOG_LEVEL', 'loud', logLevel()],
    ['TABLE_THREADS', '', table(threads)],
    ['WEBSOCKET_ENDPOINT', 'https://host/stage', webSocketEndpoint()],
  ])('refuses %s=%s', (variable, value, entry) => {
    const problems = problemsOf(() => readConfig({ [variable]: value }, { entry }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(variable);
  });
});
