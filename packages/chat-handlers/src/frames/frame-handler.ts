import {
  type ChatContext,
  deadlineSignal,
  type Invocation,
  type Log,
  withinInvocation,
} from '@switchboard/chat-core';
import type { ClientAction, ClientFrame, FrameRefusal, ParsedClientFrame } from '@switchboard/protocol';
import type { ConnectionCloser } from '../connection/connection-closer.ts';
import type { ApiResult } from '../events/result.ts';
import { parseWebSocketEvent, type WebSocketEvent } from '../events/web-socket-event.ts';
import type { Identity } from '../identity.ts';
import { type Answer, errorFrame, isRefusal, type RequestEcho, refuse, resultOf } from './answer.ts';
import { identify } from './identify.ts';
import { refusalOfFailure } from './refusal-of-failure.ts';

/** What an action knows of a request: who asks is proved, never claimed. */
export interface ActionRequest<Action extends ClientAction = ClientAction> {
  readonly frame: ClientFrame<Action>;
  readonly identity: Identity;
  /** The device that asks. */
  readonly connectionId: string;
  /** With the invocation's deadline. */
  readonly context: ChatContext;
}

/** The actions that a function serves. */
type Actions = {
  readonly [Action in ClientAction]?: (request: ActionRequest<Action>) => Promise<Answer>;
};

export interface FrameHandlerDependencies {
  readonly actions: Actions;
  readonly context: ChatContext;
  /** Tells a connection whose session is over, and closes it. */
  readonly closer: ConnectionCloser;
  /** Understands the frames of these actions. */
  readonly parse: (body: string) => ParsedClientFrame;
  /** What to say of a frame that cannot be understood. @default the protocol's sentence */
  readonly explain?: (refusal: FrameRefusal) => string;
  readonly log: Log;
}

/**
 * Turns an event of a WebSocket route into the frame that its sender sees. The connection stays open, unless its
 * session is over. What cannot be done in the function's time is answered `service.busy` before the function is ended.
 */
export function createFrameHandler(dependencies: FrameHandlerDependencies) {
  const { actions, closer, parse, explain = ({ message }) => message, log } = dependencies;

  return async (rawEvent: unknown, invocation: Invocation): Promise<ApiResult> => {
    const event = parseWebSocketEvent(rawEvent);
    const { requestId, connectionId } = event.requestContext;
    const context = withinInvocation(dependencies.context, invocation);
    const { answer, echo: requestEcho } = await answerTo(event, context);
    const echo = { requestId, ...requestEcho };
    if (isRefusal(answer)) {
      log('action.refused', { code: answer.refused, connectionId, requestId });
      // After the answer is sent, nobody could close the connection.
      if (answer.refused.startsWith('session.')) {
        await closer.close(connectionId, errorFrame(answer, echo), deadlineSignal(context));
      }
    }
    return resultOf(answer, echo);
  };

  async function answerTo(
    event: WebSocketEvent,
    context: ChatContext,
  ): Promise<{ answer: Answer; echo: Omit<RequestEcho, 'requestId'> }> {
    if (!event.body) return { answer: refuse('frame.notJson', 'Missing message body'), echo: {} };
    const parsed = parse(event.body);
    if (parsed.ok) return { answer: await act(event, parsed.frame, context), echo: echoOf(parsed.frame) };
    const { code, message: _message, missing: _missing, field, ...echo } = parsed.refusal;
    const refusal = refuse(code, explain(parsed.refusal));
    return { answer: field === undefined ? refusal : { ...refusal, field }, echo };
  }

  async function act(event: WebSocketEvent, frame: ClientFrame, context: ChatContext): Promise<Answer> {
    // The table of actions is keyed by what the frame's `action` is, which TypeScript cannot follow through a lookup.
    const action = actions[frame.action] as ((request: ActionRequest) => Promise<Answer>) | undefined;
    if (action === undefined) return refuse('frame.unknownAction', 'Invalid action');
    try {
      const identity = await identify(context, event);
      const { connectionId } = event.requestContext;
      return isRefusal(identity) ? identity : await action({ frame, identity, connectionId, context });
    } catch (error) {
      const refusal = refusalOfFailure(error);
      log('action.failed', { action: frame.action, code: refusal.refused }, error);
      return refusal;
    }
  }
}

const echoOf = (frame: ClientFrame): Omit<RequestEcho, 'requestId'> => ({
  action: frame.action,
  ...('threadId' in frame && frame.threadId !== undefined ? { threadId: frame.threadId } : {}),
  ...('clientMessageId' in frame && frame.clientMessageId !== undefined
    ? { clientMessageId: frame.clientMessageId }
    : {}),
});
