/** Who may do what, and how often. A bundle that reads none of these is without this file. */
import { oneOf, wholeNumber } from './schemas.ts';
import { defineSetting } from './setting.ts';

export const authenticationSetting = defineSetting({
  name: 'AUTHENTICATION',
  description: 'How users are authenticated: by a token, or (as in kx-chat-server) not at all.',
  schema: oneOf('token', 'none'),
  default: 'token',
  insecure: { none: 'anyone can connect as any user' },
});

export const sessionsSetting = defineSetting({
  name: 'SESSIONS',
  description:
    'Who gets a session from POST /sessions: anyone under any user id, guests only, or callers with IAM credentials only.',
  schema: oneOf('any', 'guests', 'iam'),
  default: 'iam',
  insecure: { any: 'anyone can get a session as any user' },
});

export const threadIdsSetting = defineSetting({
  name: 'THREAD_IDS',
  description: 'Which threads a customer may begin: any, or only <userId> and <userId>.<anything>.',
  schema: oneOf('any', 'own'),
  default: 'own',
  insecure: { any: "anyone can take the id of another user's future thread" },
});

export const messagesPerMinuteSetting = defineSetting({
  name: 'MESSAGES_PER_MINUTE',
  description: 'How many messages a thread takes in a minute; 0: any number.',
  // A message takes a whole number of milliseconds of the minute: above this, the rounding would show.
  schema: wholeNumber('messages', 0, 2_000),
  default: '60',
  insecure: { '0': 'one client can cause any cost' },
});

export const sessionsPerMinuteSetting = defineSetting({
  name: 'SESSIONS_PER_MINUTE',
  description: 'How many sessions a source address gets in a minute; 0: any number.',
  schema: wholeNumber('sessions', 0, 100_000),
  default: '30',
  insecure: { '0': 'one client can cause any cost' },
});

export const threadsPerHourSetting = defineSetting({
  name: 'THREADS_PER_HOUR',
  description: 'How many threads a user may begin in an hour; 0: any number.',
  schema: wholeNumber('threads', 0, 100_000),
  default: '60',
  insecure: { '0': 'one client can cause any cost' },
});
