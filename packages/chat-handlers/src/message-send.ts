import type { FrameRefusal } from '@switchboard/protocol';
import { type SendDependencies, sendMessage } from './actions/send-message.ts';
import { refuse } from './frames/answer.ts';
import { type ActionRequest, createFrameHandler } from './frames/frame-handler.ts';
import { createIdentify } from './frames/identify.ts';

export interface MessageSendDependencies extends SendDependencies {
  readonly authentication: 'token' | 'none';
}

/** The original's words, which name all three fields whichever of them is missing. */
const missingFields = 'Missing required fields: threadId, text, sender';

const inTheOriginalsWords = ({ code, message }: FrameRefusal): string =>
  code === 'frame.missingField' ? missingFields : message;

/** The function behind the route `message.send`. */
export function createMessageSend({ authentication, ...dependencies }: MessageSendDependencies) {
  const send = (request: ActionRequest<'message.send'>) => sendMessage(dependencies, request);
  const { log } = dependencies;
  const identify = createIdentify(dependencies.context);
  if (authentication === 'token') {
    return createFrameHandler({ actions: { 'message.send': send }, identify, log });
  }
  const sendAsNamed = async (request: ActionRequest<'message.send'>) =>
    request.frame.sender ? send(request) : refuse('frame.missingField', missingFields);
  return createFrameHandler({
    actions: { 'message.send': sendAsNamed },
    identify,
    explain: inTheOriginalsWords,
    log,
  });
}
