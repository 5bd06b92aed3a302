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
    fits: ({ functionName, place, action }) =>
      ['message-send', 'alerts', 'post-to-connection'].includes(functionName) &&
      place === 'topic alerts' &&
      action === 'sns:Publish',
    reason: 'an operator, the system or a bot that runs elsewhere writes to a customer who has left',
  },
  {
    fits: on('sessions', 'table partitioned_keys', 'dynamodb:DeleteItem'),
    reason: 'the browser of a session that is revoked is alerted no more',
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
  {
    fits: on('telegram-account', 'table connections', 'dynamodb:UpdateItem'),
    reason: 'a device turns out to be gone when an operator is told of a conversation that is',
  },
  {
    fits: ({ action, place }) =>
      place.startsWith('queue ') &&
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].includes(action),
    reason: 'Lambda takes messages from the queue, in the name of the role',
  },
  {
    fits: ({ action }) => action === 'ses:SendEmail',
    reason: 'SES names the permission for a raw mail one way or the other, as it is asked by',
  },
  {
    fits: ({ functionName, place, action }) =>
      ['mail', 'telegram-digest'].includes(functionName) &&
      place === 'table email-processing-state' &&
      action === 'dynamodb:DeleteItem',
    reason: 'a user is erased while a mail or a digest for them is worked on',
  },
  {
    fits: ({ functionName, action }) =>
      functionName === 'telegram-webhook' && action === 'execute-api:ManageConnections',
    reason: 'what a person says in Telegram is shown to operators who have the thread open',
  },
  {
    fits: on('telegram-webhook', 'table connections', 'dynamodb:UpdateItem'),
    reason: 'a device turns out to be gone when an operator is told what was said',
  },
  {
    fits: on('telegram-webhook', 'topic outbound', 'sns:Publish'),
    reason: 'an update that is repeated finds that the thread still owes its channel something',
  },
  {
    fits: on('telegram-webhook', 'table threads', 'dynamodb:GetItem'),
    reason: 'somebody else writes to the thread at the same moment',
  },
  {
    fits: on('telegram-webhook', 'table messages', 'dynamodb:GetItem', 'dynamodb:Query'),
    reason: 'an update comes again whose message is stored; an operator is told what a thread is about',
  },
  {
    fits: ({ functionName, place, action }) =>
      ['mail', 'mail-reply'].includes(functionName) &&
      place === 'table telegram-users' &&
      action === 'dynamodb:GetItem',
    reason: 'a text that Telegram refuses goes as a file, with a sentence in the language of its reader',
  },
  {
    fits: on('mail', 's3 mail-000000000000/attachments/*', 's3:GetObject'),
    reason: 'a link to a file that Telegram did not take has the rights of the function that signed it',
  },
  {
    fits: on('mail-reply', 'table partitioned_keys', 'dynamodb:GetItem'),
    reason: 'a reply to a mail that is gone: its writer may have been erased since',
  },
  {
    fits: on('mail-reply', 'queue mail-replies', 'sqs:SendMessage'),
    reason: 'an answer that another invocation still sends comes back later',
  },
  {
    fits: ({ functionName, action, place }) =>
      functionName === 'telegram-account' && action === 'sqs:SendMessage' && place.startsWith('queue '),
    reason: 'an export or an erasure that takes longer than the function lives goes on in the next one',
  },
  {
    fits: on('telegram-account', 'table chatlog', 'dynamodb:BatchWriteItem'),
    reason: 'the log of a bot with a model is erased; the bot of this environment writes none',
  },
  {
    fits: on('telegram-account', 'table messages', 'dynamodb:UpdateItem'),
    reason: 'what an erased person wrote in a thread with other customers is blanked',
  },
];

/** Who needs a grant that no scenario uses; `undefined`: nobody. */
export const reasonOf = (grant: Grant): string | undefined =>
  explanations.find(({ fits }) => fits(grant))?.reason;
