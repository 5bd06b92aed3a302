import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { signedPost } from './signed-fetch.ts';

export interface SmokeTestOptions {
  /** Where the WebSocket API's stage is, `wss://...`. */
  readonly webSocketUrl: string;
  /** Where the HTTP API is, `https://...`. */
  readonly httpUrl: string;
  readonly region: string;
  /** Of an identity that may call the routes that ask for IAM. */
  readonly credentials: AwsCredentialIdentityProvider;
  /** Whether a bot of this deployment answers. */
  readonly hasBot: boolean;
  /** Tells of each step that went well. */
  readonly print: (step: string) => void;
}

/** Something that was deployed does not work. The message says which step failed. */
export class SmokeTestError extends Error {
  override readonly name = 'SmokeTestError';
  readonly code = 'deploy.smokeTest';
}

interface Session {
  readonly userId: string;
  readonly token: string;
}

type Frame = Readonly<Record<string, unknown>>;

/** How long a step may take, in milliseconds: a first invocation after a deployment starts slowly. */
const patienceMs = 30_000;

/**
 * Has a conversation with what was deployed: a guest writes, the bot replies, an operator takes over, writes, and hands back.
 *
 * @throws {SmokeTestError} naming the first step that failed
 */
export async function smokeTest(options: SmokeTestOptions): Promise<void> {
  const { httpUrl, webSocketUrl, region, credentials, hasBot, print } = options;
  const customer = await sessionFrom(
    'a session for a guest',
    fetch(`${httpUrl}/sessions`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    }),
  );
  print('a guest gets a session');
  const operatorName = `smoke-test-${customer.userId.slice(0, 8)}`;
  const operator = await sessionFrom(
    'a session for an operator, by IAM',
    signedPost({
      url: `${httpUrl}/users/${operatorName}/sessions`,
      body: JSON.stringify({ role: 'operator' }),
      region,
      credentials,
    }),
  );
  print('IAM gets a session for an operator');

  const [guest, person] = await Promise.all([open(webSocketUrl, customer), open(webSocketUrl, operator)]);
  try {
    print('both connect');
    const threadId = customer.userId;
    guest.send({ action: 'message.send', threadId, text: 'hello', clientMessageId: 'smoke-1' });
    await guest.next('the acknowledgement of a message', ({ event }) => event === 'ack');
    print('a message is stored');
    if (hasBot) {
      await guest.next(
        'the reply of the bot',
        ({ event, messageType }) => event === 'message' && messageType === 'bot',
      );
      print('the bot replies');
    }
    person.send({ action: 'thread.claim', threadId });
    await guest.next('the takeover', ({ event, owner }) => event === 'takeover' && owner === 'operator');
    print('an operator takes over');
    person.send({ action: 'message.send', threadId, text: 'A person is here.', clientMessageId: 'smoke-2' });
    await guest.next(
      'the message of the operator',
      ({ event, sender }) => event === 'message' && sender === operatorName,
    );
    person.send({ action: 'thread.release', threadId });
    await guest.next('the release', ({ event, owner }) => event === 'takeover' && owner === 'bot');
    print('the operator writes and hands back');
  } finally {
    guest.close();
    person.close();
  }
}

async function sessionFrom(what: string, request: Promise<Response>): Promise<Session> {
  const response = await request.catch((cause: unknown) => {
    throw new SmokeTestError(`No answer to the request for ${what}.`, { cause });
  });
  if (response.ok) return (await response.json()) as Session;
  throw new SmokeTestError(
    `The request for ${what} was answered ${response.status}: ${await response.text()}`,
  );
}

/** A connection that waits for frames. */
interface Connection {
  send(frame: Frame): void;
  /** The first frame, from now on or before, that fits and was not taken yet. */
  next(what: string, fits: (frame: Frame) => boolean): Promise<Frame>;
  close(): void;
}

async function open(url: string, { token }: Session): Promise<Connection> {
  const socket = new WebSocket(url, ['switchboard', `switchboard.token.${token}`]);
  const frames: Frame[] = [];
  const listeners = new Set<() => void>();
  socket.addEventListener('message', ({ data }) => {
    frames.push(JSON.parse(String(data)));
    for (const listener of listeners) listener();
  });
  await within('a WebSocket connection', (done, fail) => {
    socket.addEventListener('open', () => done());
    socket.addEventListener('error', () => fail());
  });
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    close: () => socket.close(),
    next: (what, fits) =>
      within<Frame>(what, (done) => {
        const look = (): void => {
          const index = frames.findIndex(fits);
          const [found] = index < 0 ? [] : frames.splice(index, 1);
          if (!found) return;
          listeners.delete(look);
          done(found);
        };
        listeners.add(look);
        look();
      }),
  };
}

function within<T = void>(
  what: string,
  start: (done: (value: T) => void, fail: () => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      clearTimeout(timer);
      reject(new SmokeTestError(`There is no sign of ${what} within ${patienceMs / 1000} s.`));
    };
    const timer = setTimeout(fail, patienceMs);
    start((value) => {
      clearTimeout(timer);
      resolve(value);
    }, fail);
  });
}
