import { type Account, accountIdOf, type Found, type Rule, refuse } from '../account.ts';
import { resourceAllows } from '../identities.ts';

/** Something that sends to a queue by the queue's policy. */
interface Sender {
  readonly user: Found;
  readonly queueArn: string;
  readonly service: string;
  readonly sourceArn: string;
}

/** Queues whose policy does not let topics and event rules send to them: AWS drops the messages without a word. */
export const queuePolicies: Rule = {
  name: 'queue-policy',
  check: (account) =>
    [...topicSenders(account), ...eventSenders(account)]
      .filter((sender) => !maySend(account, sender))
      .map(({ user, queueArn, service, sourceArn }) =>
        refuse(
          user,
          `${service} may not send to ${queueArn}: the policy of the queue should allow it sqs:SendMessage for ${sourceArn}.`,
        ),
      ),
};

function maySend(account: Account, { queueArn, service, sourceArn }: Sender): boolean {
  const queue = account.find('aws_sqs_queue', 'arn', queueArn);
  const policies = account
    .filter('aws_sqs_queue_policy', 'queue_url', queue?.text('url'))
    .map((policy) => policy.text('policy'));
  return resourceAllows([...policies, queue?.text('policy')], service, {
    action: 'sqs:SendMessage',
    resource: queueArn,
    sourceArn,
    accountId: accountIdOf(sourceArn),
  });
}

const topicSenders = (account: Account): readonly Sender[] =>
  account.all('aws_sns_topic_subscription').flatMap((user) => {
    const redrive = user.text('redrive_policy');
    const deadLetters =
      redrive && (JSON.parse(redrive) as { deadLetterTargetArn?: string }).deadLetterTargetArn;
    const endpoint = user.text('protocol') === 'sqs' ? user.text('endpoint') : undefined;
    return [deadLetters, endpoint].flatMap((queueArn) =>
      queueArn
        ? [{ user, queueArn, service: 'sns.amazonaws.com', sourceArn: user.text('topic_arn') ?? '' }]
        : [],
    );
  });

const eventSenders = (account: Account): readonly Sender[] =>
  account.all('aws_cloudwatch_event_target').flatMap((user) => {
    const rule = account.find('aws_cloudwatch_event_rule', 'name', user.text('rule'));
    const queueArns = [user.text('arn'), user.block('dead_letter_config')?.text('arn')];
    return queueArns.flatMap((queueArn) =>
      queueArn?.includes(':sqs:') && rule
        ? [{ user, queueArn, service: 'events.amazonaws.com', sourceArn: rule.text('arn') ?? '' }]
        : [],
    );
  });
