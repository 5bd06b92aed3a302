import type { Deployment } from '../deployment/deployment.ts';
import type { Queue } from '../deployment/queues.ts';
import type { Schedule } from '../deployment/schedules.ts';
import type { Messaging } from '../messaging/messaging.ts';
import type { StoredMessage } from '../queues/message-store.ts';
import type { QueueMessage, QueueView, TopicView } from './api-types.ts';
import { parseObject } from './labels.ts';
import type { Mask } from './mask.ts';
import { ProblemsError } from './problems-error.ts';
import type { Recorder } from './recorder.ts';

export interface QueuesViewOptions
  extends Pick<Messaging, 'queues' | 'asynchronous' | 'topics' | 'schedules'> {
  readonly deployment: Pick<Deployment, 'functions' | 'queues' | 'topics' | 'schedules' | 'eventSources'>;
  readonly recorder: Pick<Recorder, 'all'>;
  readonly mask: Mask;
  readonly now: () => number;
  readonly short: (name: string) => string;
}

/** What became of messages that were to be sent again. */
interface Redriven {
  readonly moved: number;
  /** Those that could not be, and stay where they are. */
  readonly kept: number;
}

/** How a message that failed is sent again. */
type Redrive =
  | { readonly type: 'queue'; readonly queue: Queue }
  | { readonly type: 'function'; readonly functionArn: string; readonly event: unknown }
  | { readonly type: 'topic'; readonly topicName: string }
  | { readonly type: 'schedule'; readonly schedule: Schedule };

/** The most messages of a queue that are shown, the oldest first. */
const mostShown = 200;

/** Queues and topics, and what lies in the queues of dead letters. */
export function createQueuesView(options: QueuesViewOptions) {
  const { deployment, queues, asynchronous, topics, schedules, recorder, mask, now, short } = options;
  const functionName = (arn: string): string =>
    short(deployment.functions.find((entry) => entry.arn === arn)?.name ?? arn);

  const queueNamed = (name: string): Queue => {
    const queue = queues.find(name);
    if (queue) return queue;
    throw new ProblemsError({ queue: `There is no queue ${name}.` }, 404);
  };

  const failuresOf = ({ arn }: Queue): readonly string[] => [
    ...deployment.functions
      .filter(({ asynchronous: { onFailureArn } }) => onFailureArn === arn)
      .map(({ name }) => `function ${short(name)}`),
    ...deployment.queues
      .filter(({ redrive }) => redrive?.deadLetterArn === arn)
      .map(({ name }) => `queue ${short(name)}`),
    ...deployment.topics
      .filter(({ subscriptions }) => subscriptions.some(({ deadLetterArn }) => deadLetterArn === arn))
      .map(({ name }) => `topic ${short(name)}`),
    ...deployment.schedules
      .filter(({ deadLetterArn }) => deadLetterArn === arn)
      .map(({ name }) => `schedule ${short(name)}`),
  ];

  const describe = (queue: Queue): QueueView => {
    const { visible, inFlight, delayed } = queues.count(queue);
    const deadLetters = queue.redrive && queues.find(queue.redrive.deadLetterArn);
    return {
      name: queue.name,
      label: short(queue.name),
      visible,
      inFlight,
      delayed,
      deadLetters:
        queue.redrive && deadLetters
          ? { name: short(deadLetters.name), after: queue.redrive.maximumReceives }
          : null,
      receivers: deployment.eventSources
        .filter(({ queueArn }) => queueArn === queue.arn)
        .map(({ functionArn }) => functionName(functionArn)),
      failuresOf: failuresOf(queue),
    };
  };

  const redriveOf = (message: StoredMessage): Redrive | undefined => {
    const { sourceArn, body } = message;
    const source = queues.find(sourceArn ?? '');
    if (source) return { type: 'queue', queue: source };
    const schedule = schedules.missedBy(message);
    if (schedule) return { type: 'schedule', schedule };
    const record = parseObject(body);
    const context = record.requestContext as { functionArn?: unknown } | undefined;
    if (typeof context?.functionArn === 'string' && record.requestPayload !== undefined) {
      const functionArn = context.functionArn.replace(/:\$LATEST$/, '');
      return { type: 'function', functionArn, event: record.requestPayload };
    }
    const topic = topics.find(String(record.TopicArn ?? ''));
    return record.Type === 'Notification' && topic ? { type: 'topic', topicName: topic.name } : undefined;
  };

  const redriveText = (redrive: Redrive | undefined): string | null => {
    switch (redrive?.type) {
      case 'queue':
        return `sends it back to the queue ${short(redrive.queue.name)}`;
      case 'function':
        return `invokes ${functionName(redrive.functionArn)} with the event again`;
      case 'topic':
        return `delivers it again from the topic ${short(redrive.topicName)}`;
      case 'schedule':
        return `invokes ${functionName(redrive.schedule.functionArn)}, as the schedule ${short(redrive.schedule.name)} does`;
      default:
        return null;
    }
  };

  /** @returns whether what failed has it again: only then it may be deleted here */
  const sendAgain = (queue: Queue, message: StoredMessage): boolean => {
    const redrive = redriveOf(message);
    switch (redrive?.type) {
      case 'queue':
        return queues.redrive(queue, undefined, new Set([message.id])) > 0;
      case 'function':
        return (
          asynchronous.send(redrive.functionArn, redrive.event, `redrive ${queue.name}`) &&
          discarded(message.id)
        );
      case 'topic':
        return topics.redeliver(queue.arn, message.body) && discarded(message.id);
      case 'schedule':
        return schedules.runAgain(message) && discarded(message.id);
      default:
        return false;
    }
  };

  /** An event is kept before its letter is deleted: a platform that dies in between does it twice, never not at all. */
  const discarded = (id: string): true => {
    queues.discard(id);
    return true;
  };

  const chosen = (queue: Queue, ids: readonly string[] | undefined): readonly StoredMessage[] => {
    const wanted = ids && new Set(ids);
    return queues.peek(queue, Number.MAX_SAFE_INTEGER).filter(({ id }) => wanted?.has(id) ?? true);
  };

  return {
    list: (): readonly QueueView[] => queues.list.map(describe),

    topics: (): readonly TopicView[] => {
      const publishes = recorder
        .all()
        .flatMap((record) => (record.type === 'call' && record.service === 'sns' ? [record.resource] : []));
      return deployment.topics.map(({ name, arn, subscriptions }) => ({
        name,
        label: short(name),
        subscribers: subscriptions.map(({ protocol, endpointArn }) =>
          protocol === 'lambda' ? functionName(endpointArn) : short(endpointArn.split(':').at(-1) ?? ''),
        ),
        published: publishes.filter((resource) => resource === arn).length,
      }));
    },

    messages: (name: string): readonly QueueMessage[] =>
      queues.peek(queueNamed(name), mostShown).map((message) => ({
        id: message.id,
        sentAt: message.sentAt,
        receives: message.receives,
        isVisible: message.visibleAt <= now(),
        body: mask.text(message.body),
        reason: reasonIn(message, mask),
        redrive: redriveText(redriveOf(message)),
      })),

    redrive: (name: string, ids?: readonly string[]): Redriven => {
      const queue = queueNamed(name);
      const results = chosen(queue, ids).map((message) => sendAgain(queue, message));
      const moved = results.filter(Boolean).length;
      return { moved, kept: results.length - moved };
    },

    remove: (name: string, ids?: readonly string[]): { readonly deleted: number } => {
      const messages = chosen(queueNamed(name), ids);
      for (const { id } of messages) queues.discard(id);
      return { deleted: messages.length };
    },
  };
}

/** Why a message failed, where Lambda's record or the scheduler's attributes tell. */
function reasonIn({ body, attributes }: StoredMessage, mask: Mask): string | null {
  const payload = parseObject(body).responsePayload as
    | { errorType?: unknown; errorMessage?: unknown }
    | undefined;
  const name = attributes.ERROR_CODE?.StringValue ?? payload?.errorType ?? 'Error';
  const message = attributes.ERROR_MESSAGE?.StringValue ?? payload?.errorMessage;
  return typeof message === 'string' ? mask.text(`${String(name)}: ${message}`) : null;
}
