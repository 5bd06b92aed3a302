import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Client, connect } from '../fixture/client.ts';
import { until } from '../fixture/until.ts';

type Frame = Readonly<Record<string, unknown>>;

/** Where a platform answers. */
export interface Place {
  readonly ws: string;
  readonly http: string;
  readonly aws: string;
}

/** A connected user of the platform. */
export interface Person {
  readonly token: string;
  say(frame: Frame): void;
  /**
   * Acts, and waits for frames of an event that come then.
   *
   * @param times how many @default 1
   * @returns the first of them
   */
  sees(event: string, act: () => unknown, times?: number): Promise<Frame>;
  /** Sends a frame and waits for the first frame of that event. */
  ask(frame: Frame, event: string): Promise<Frame>;
  leave(): Promise<void>;
}

/** A crowd that writes at once takes its time on a busy machine. */
const patienceMs = 300_000;

const json = { 'content-type': 'application/json' };

/** Calls a route of the HTTP API that asks for IAM, as the developer. */
export async function signedRequest<T>(http: string, method: string, path: string, body = ''): Promise<T> {
  const { hostname, host, port } = new URL(http);
  const signer = new SignatureV4({
    service: 'execute-api',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    sha256: Sha256,
  });
  const [pathname = '', query] = path.split('?');
  const { headers } = await signer.sign({
    method,
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: pathname,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: { host, ...json },
    ...(body !== '' && { body }),
  });
  const response = await fetch(http + path, { method, headers, ...(body !== '' && { body }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

/** Gets a session by the open route. */
export async function sessionOf(http: string, body: object): Promise<{ token: string; userId: string }> {
  const response = await fetch(`${http}/sessions`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`POST /sessions was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { token: string; userId: string };
}

export async function join(ws: string, token: string, threadId?: string): Promise<Person> {
  const thread = threadId === undefined ? '' : `&threadId=${threadId}`;
  const client: Client = await connect(`${ws}?token=${token}${thread}`);
  const say = (frame: Frame): void => client.socket.send(JSON.stringify(frame));
  const sees = async (event: string, act: () => unknown, times = 1): Promise<Frame> => {
    const before = client.frames.length;
    await act();
    return until(() => {
      const seen = client.frames.slice(before).filter((frame) => frame.event === event);
      return seen.length >= times ? seen[0] : undefined;
    }, patienceMs);
  };
  return {
    token,
    say,
    sees,
    ask: (frame, event) => sees(event, () => say(frame)),
    async leave() {
      client.socket.close();
      await client.closed;
    },
  };
}
