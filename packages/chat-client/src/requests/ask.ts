import type { ClientFrame, ServerEvent, ServerFrame } from '@switchboard/protocol';
import type { Requests } from './requests.ts';

export interface Question<Event extends ServerEvent> {
  readonly frame: ClientFrame;
  /** The event that answers it. */
  readonly event: Event;
  /** Whether a frame of that event answers this question and no other. @default always */
  readonly isAnswer?: (frame: ServerFrame<Event>) => boolean;
}

/** How long a question is repeated before it is given up, in milliseconds. */
const deadlineMs = 30_000;

/**
 * Sends a frame and waits for its answer.
 *
 * @throws {FrameRefusedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
 */
export function ask<Event extends ServerEvent>(
  requests: Requests,
  { frame, event, isAnswer = () => true }: Question<Event>,
): Promise<ServerFrame<Event>> {
  const refusal = requests.refusalOf(frame);
  if (refusal) return Promise.reject(refusal);
  const answers = (answer: ServerFrame): answer is ServerFrame<Event> =>
    answer.event === event && isAnswer(answer as ServerFrame<Event>);
  return new Promise((resolve, reject) => {
    requests.send({
      frame,
      isAnswer: answers,
      onAnswer: (answer) => answers(answer) && resolve(answer),
      onFailure: reject,
      deadlineMs,
    });
  });
}
