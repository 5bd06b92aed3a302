import {
  ChatClientError,
  colleagueName,
  RequestRefusedError,
  ThreadOwnedError,
} from '@switchboard/chat-client';

export const goneText = 'This conversation no longer exists.';

const texts: Readonly<Record<string, string>> = {
  'thread.notOwned': 'This conversation is no longer yours.',
  'operator.notFound': 'No colleague with that name has been online recently.',
  'canned.full': 'No more replies can be saved. Delete one first.',
  'message.notChangeable': 'This message can no longer be changed.',
  'thread.notFound': goneText,
  'thread.forbidden': 'You may not open this conversation.',
  'action.forbidden': 'Your account may not do that.',
  'frame.tooLarge': 'The text is too long.',
  'frame.invalidField': 'The service rejected that. Check what you entered.',
  'frame.unknownAction': 'The service does not know how to do that yet.',
  'request.timedOut': 'The service did not answer. Try again.',
  'client.closed': 'You are signed out.',
  'service.limited': 'Too many requests. Wait a moment.',
};

/** What went wrong, in an operator's words. */
export function problemText(error: unknown): string {
  if (error instanceof ThreadOwnedError) {
    const { ownerId, ownerName } = error;
    return ownerId === undefined
      ? 'Somebody else was faster.'
      : `${colleagueName({ userId: ownerId, name: ownerName })} has taken this conversation.`;
  }
  if (error instanceof RequestRefusedError && error.owner !== undefined)
    return `${colleagueName(error.owner)} has this conversation.`;
  if (error instanceof ChatClientError) return texts[error.code] ?? 'The service is busy. Try again.';
  return 'That did not work. Try again.';
}
