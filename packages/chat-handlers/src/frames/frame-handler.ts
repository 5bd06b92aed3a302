import {
  type ClientAction,
  type ClientFrame,
  type FrameRefusal,
  parseClientFrame,
} from '@switchboard/protocol';
import type { ApiResult } from '../events/result.ts';
import { parseWebSocketEvent, type WebSocketEvent } from '../events/web-socket-event.ts';
import type { Identity } from '../identity.ts';
import type { Log } from '../log.ts';
import { type Answer, isRefusal, type Refusal, type RequestEcho, refuse, resultOf } from './answer.ts';
import { refusalOfFailure } from './refusal-of-failure.ts';

/** What an action knows of a request: who asks is proved, never claimed. */
export interface ActionRequest<Action extends ClientAction = ClientAction> {
  readonly frame: ClientFrame<Action>;
  readonly identity: Identity;
  /** The device that asks. */
  readonly connectionId: string;
}

/** The actions that a function serves. */
type Actions = {
  readonly [Action in ClientAction]?: (request: ActionRequest<Action>) => Promise<Answer>;
};

export interface FrameHandlerDependencies {
  readonly actions: Actions;
  /** Who is at the other end of the connection, or why that cannot be told. */
  readonly identify: (event: WebSocketEvent) => Promise<Identity | Refusal>;
  /** What to say of a frame that cannot be understood. @default the protocol's sentence */
  readonly explain?: (refusal: FrameRefusal) => string;
  readonly log: Log;
}

/** Turns an event of a WebSocket route into the frame that its sender sees. The connection lives on, whatever it is. */
export function createFrameHandler({
  actions,
  identify,
  explain = ({ message }) => message,
  log,
}: FrameHandlerDependencies) {
  return async (rawEvent: unknown): Promise<ApiResult> => {
    const event = parseWebSocketEvent(rawEvent);
    const { requestId, connectionId } = event.requestContext;
    const { answer, echo } = await answerTo(event);
    if (isRefusal(answer)) log('action.refused', { code: answer.refused, connectionId, requestId });
    return resultOf(answer, { requestId, ...echo });
  };

  async function answerTo(
    event: WebSocketEvent,
  ): Promise<{ answer: Answer; echo: Omit<RequestEcho, 'requestId'> }> {
    if (!event.body) return { answer: refuse('frame.notJson', 'Missing message body'), echo: {} };
    const parsed = parseClientFrame(event.body);
    if (!parsed.ok) {
      const { code, message: _message, missing: _missing, ...echo } = parsed.refusal;
      return { answer: refuse(code, explain(parsed.refusal)), echo };
    }
    return { answer: await act(event, parsed.frame), echo: echoOf(parsed.frame) };
  }

  async function act(event: WebSocketEvent, frame: ClientFrame): Promise<Answer> {
    // The table of actions is keyed by what the frame's `action` is, which TypeScript cannot follow through a lookup.
    const action = actions[frame.action] as ((request: ActionRequest) => Promise<Answer>) | undefined;
    if (action === undefined) return refuse('frame.unknownAction', 'Invalid action');
    try {
      const identity = await identify(event);
      const { connectionId } = event.requestContext;
      return isRefusal(identity) ? identity : await action({ frame, identity, connectionId });
    } catch (error) {
      const refusal = refusalOfFailure(error);
      if (refusal === undefined) throw error;
      return refusal;
    }
  }
}

const echoOf = (frame: ClientFrame): Omit<RequestEcho, 'requestId'> => ({
  action: frame.action,
  ...('clientMessageId' in frame && frame.clientMessageId !== undefined
    ? { clientMessageId: frame.clientMessageId }
    : {}),
});
