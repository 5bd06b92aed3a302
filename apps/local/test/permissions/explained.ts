import type { Grant } from './compare.ts';

/** A grant that no scenario uses, and who needs it. */
interface Explanation {
  readonly fits: (grant: Grant) => boolean;
  readonly reason: string;
}

const on =
  (functionName: string, place: string, ...actions: readonly string[]) =>
  (grant: Grant): boolean =>
    grant.functionName === functionName && grant.place === place && actions.includes(grant.action);

const explanations: readonly Explanation[] = [
  {
    fits: ({ place }) => place === 'its log',
    reason: 'Lambda writes what the function prints',
  },
  {
    fits: ({ functionName, place, action }) =>
      action === 'sqs:SendMessage' && place === `queue ${functionName}-failed`,
    reason: 'Lambda sends events that failed for good, in the name of the role',
  },
  {
    fits: on('responder', 'table states', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'),
    reason:
      'a bot that takes its time locks its state of the thread; the bot of this environment answers at once',
  },
  {
    fits: on('chat-actions', 'topic outbound', 'sns:Publish'),
    reason: 'what is announced to a thread goes to its channel too; no action of today announces a message',
  },
  {
    fits: ({ functionName, action }) => functionName === 'attachments' && action === 's3:DeleteObject',
    reason:
      'what is uploaded and is not what was named is deleted, though the link itself should have refused it',
  },
  {
    fits: ({ functionName, place, action }) =>
      ['message-send', 'alerts', 'post-to-connection'].includes(functionName) &&
      place === 'topic alerts' &&
      action === 'sns:Publish',
    reason: 'an operator, the system or a bot that runs elsewhere writes to a customer who has left',
  },
  {
    fits: on('alerts', 'topic outbound', 'sns:Publish'),
    reason: 'a thread of Telegram is told its place in the queue',
  },
  {
    fits: on('alerts', 'table messages', 'dynamodb:Query'),
    reason: 'a webhook is told what a thread is about',
  },
  {
    fits: on('alerts', 'table partitioned_keys', 'dynamodb:BatchGetItem', 'dynamodb:GetItem'),
    reason: 'a webhook is told what a thread is about; an alert comes twice, and the thread has been claimed',
  },
  {
    fits: on('alerts', 'table connections', 'dynamodb:UpdateItem'),
    reason: 'a device turns out to be gone when its user is told the place in the queue',
  },
];

/** Who needs a grant that no scenario uses; `undefined`: nobody. */
export const reasonOf = (grant: Grant): string | undefined =>
  explanations.find(({ fits }) => fits(grant))?.reason;
