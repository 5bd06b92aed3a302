import type { Ending } from '../engine/invocation.ts';
import type { Moment } from '../history/journal.ts';
import { handshakeEvent, type Identity, webSocketEvent } from '../services/events.ts';
import { functionOf } from '../services/functions.ts';
import type { Frame, Mood } from '../services/gateway.ts';
import type { World } from '../world.ts';
import { request } from './http.ts';

/** How long a client waits for an answer before it sends the same again, milliseconds. */
const patienceMs = [1_000, 6_000] as const;
const triesAtMost = 20;

/** What a client sends. */
export interface ClientFrame {
  readonly action: string;
  readonly threadId?: string;
  readonly text?: string;
  readonly clientMessageId?: string;
  readonly [field: string]: unknown;
}

/** One device of somebody: it sends the same until it is answered, as the protocol asks. */
export interface Device {
  readonly connectionId: string;
  /** @returns the answer; `undefined` where none came however often it was sent */
  send(frame: ClientFrame): Promise<Frame | undefined>;
  /** Goes away. Now and then no `$disconnect` tells of it. */
  leave(): Promise<void>;
  /** Ends its session. @returns whether the service says so */
  logOut(): Promise<boolean>;
}

interface Connection {
  readonly connectionId: string;
  /** What the authorizer leaves in every event. */
  readonly context: Readonly<Record<string, unknown>>;
}

const moods: readonly Mood[] = ['well', 'well', 'well', 'well', 'well', 'well', 'throttled', 'deaf'];

interface Stored {
  readonly messageId: string;
  readonly seq: number;
  readonly timestamp: number;
}

/** What a frame over a connection that is gone comes to: it reaches nobody. */
const closed: Frame = { event: 'error', code: 'session.closed' };

/** Whether the same frame may be taken the next time. */
const isTemporary = ({ code }: Frame): boolean => typeof code === 'string' && code.startsWith('service.');

const isFinal = (answer: Frame | undefined): answer is Frame =>
  answer?.event !== undefined && !isTemporary(answer);

/** The frame in what a function of a route returned; none where it failed. */
function frameIn(ending: Ending<unknown>): Frame | undefined {
  if (ending.type !== 'returned') return undefined;
  const { body } = ending.value as { readonly body: string };
  return JSON.parse(body);
}

/** Whether the authorizer refused a token: its session has ended, everywhere at once for instance. */
const isRefused = (ending: Ending<unknown>): boolean =>
  ending.type === 'threw' &&
  (ending.error as { readonly code?: string }).code === 'connection.unauthenticated';

/** Opens a connection for somebody, and tries again until it is open; with another session where theirs has ended, as a page does. @param issued a token that they have already. @default a new one */
export async function connect(
  world: World,
  identity: Identity,
  name: string,
  issued?: string,
): Promise<Device> {
  const { clock, random, gateway, recorder } = world;
  let token = issued ?? (await world.issueToken(identity));
  const mood = random.pick(moods);
  const waiting = new Map<string, (frame: Frame) => void>();
  /** What the messages say that were acknowledged, by their ids. */
  const acknowledged = new Map<unknown, string>();
  /** Whether it is being erased. Somebody who is has no session any more, and gets no other. */
  const isErasing = (): boolean => recorder.journal.erasing.includes(identity.userId);
  const { connectionId, context } = await open();

  async function open(): Promise<Connection> {
    for (let tries = 1; tries <= triesAtMost; tries += 1) {
      const opened = await openOnce(gateway.newConnectionId(name));
      if (opened !== undefined) return opened;
      await clock.wait(500);
    }
    if (!isErasing()) recorder.onVain(`${name} could not connect`);
    return { connectionId: name, context: {} };
  }

  async function openOnce(id: string): Promise<Connection | undefined> {
    const authorized = await world.invoke('authorize', handshakeEvent(token));
    if (authorized.type !== 'returned') {
      if (isRefused(authorized) && !isErasing()) token = await world.issueToken(identity);
      return undefined;
    }
    const { context: left } = authorized.value as { readonly context: Readonly<Record<string, unknown>> };
    const answer = await world.invoke('connect', webSocketEvent(id, left, '$connect'));
    const isOpen = answer.type === 'returned' && (answer.value as { statusCode: number }).statusCode === 200;
    if (!isOpen) return undefined;
    const onFrame = (frame: Frame) => {
      recorder.onPosted(id, frame);
      if (frame.event === 'ack') waiting.get(String(frame.clientMessageId))?.(frame);
    };
    gateway.open({ connectionId: id, mood, onFrame });
    return { connectionId: id, context: left };
  }

  /** Writes down what the author of a message is told of it. A failure that passes says nothing. */
  function noteAnswer(sent: ClientFrame, asked: Moment, answered: Frame | undefined): void {
    const { threadId = '', text = '', clientMessageId = '' } = sent;
    const said = { threadId, text, clientMessageId, sender: identity.userId, connectionId, asked };
    if (answered?.event === 'ack') {
      const { messageId, seq, timestamp } = answered as Frame & Stored;
      acknowledged.set(messageId, text);
      recorder.onTold({ ...said, answer: { type: 'stored', messageId, seq, timestamp } });
    } else if (answered !== undefined && sent.action.startsWith('message.') && !isTemporary(answered)) {
      recorder.onTold({ ...said, answer: { type: 'refused', code: String(answered.code) } });
    }
  }

  /** Sends a frame once. The answer comes as what the function returns, or as a frame of its own. */
  function sendOnce(frame: ClientFrame): Promise<Frame | undefined> {
    const { clientMessageId } = frame;
    const asked = recorder.moment();
    const functionName = functionOf(frame.action);
    const event = webSocketEvent(connectionId, context, frame.action, JSON.stringify(frame));
    const posted = new Promise<Frame>((resolve) => {
      if (clientMessageId === undefined) return;
      waiting.set(clientMessageId, (ack) => {
        // An acknowledgement of other words under this id comes late, or twice.
        const said = acknowledged.get(ack.messageId);
        if (said === undefined || said === frame.text) resolve(ack);
      });
    });
    const returned = gateway.isOpen(connectionId)
      ? frame.action === 'ping'
        ? gateway.pong()
        : world.invoke(functionName, event).then(frameIn)
      : Promise.resolve(closed);
    return Promise.race([returned, posted]).then((answered) => {
      if (answered !== closed) noteAnswer(frame, asked, answered);
      return answered;
    });
  }

  return {
    connectionId,
    async send(asked) {
      const frame =
        asked.clientMessageId === undefined
          ? asked
          : { ...asked, clientMessageId: world.named(asked.clientMessageId) };
      // The answer to an earlier try is as good, however late it comes.
      const final = Promise.withResolvers<Frame>();
      for (let tries = 1; tries <= triesAtMost; tries += 1) {
        const once = sendOnce(frame);
        const again =
          frame.clientMessageId !== undefined && random.chance(world.sentTwice) ? [sendOnce(frame)] : [];
        for (const sent of [once, ...again])
          void sent.then((answer) => isFinal(answer) && final.resolve(answer));
        const answer = await Promise.race([
          final.promise,
          once,
          clock.wait(random.integer(...patienceMs)).then(() => undefined),
        ]);
        const limitedMs = answer?.code === 'service.limited' ? Number(answer.retryAfterMs) : 0;
        if (isFinal(answer)) return answer;
        await clock.wait(limitedMs + random.integer(100, 2_000));
      }
      return undefined;
    },
    async leave() {
      gateway.vanish(connectionId);
      const event = webSocketEvent(connectionId, context, '$disconnect');
      if (random.chance(0.5)) await world.invoke('disconnect', event);
    },
    async logOut() {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await request(world, 'sessions', 'POST /sessions/revoke', { headers });
      if (answer === undefined) return false;
      recorder.onRevoked(connectionId);
      return true;
    },
  };
}
