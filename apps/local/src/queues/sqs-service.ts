import type { Queue } from '../deployment/queues.ts';
import { noCost } from '../door/cost.ts';
import { jsonService } from '../door/json-service.ts';
import { RequestError, type Service, type ServiceError, type ServiceResponse } from '../door/service.ts';
import { attributesDigest, bodyDigest } from './digests.ts';
import type { StoredMessage } from './message-store.ts';
import { type Queues, ReceiptError } from './queues.ts';
import {
  type Json,
  queryErrorHeader,
  readBatch,
  readSendEntry,
  sizeOf,
  sqsError,
  text,
  wholeNumber,
} from './sqs-requests.ts';
import { systemAttributes } from './system-attributes.ts';

type Action = (input: Json, queue: Queue) => Json | Promise<Json>;

/** SQS's limits of one request. */
const mostReceived = 10;
const longestWaitSeconds = 20;
const longestVisibilitySeconds = 43_200;
const largestBatchBytes = 1024 * 1024;

/**
 * SQS in the protocol AWS JSON, for the queues of the stack. Queues themselves are made by Terraform only.
 *
 * @param queueArn the ARN of a queue by its name
 * @param accountId the sender that messages name
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
 */
export function createSqsService(
  queues: Queues,
  queueArn: (name: string) => string,
  accountId: string,
): Service {
  const base = jsonService('com.amazonaws.sqs');

  const send: Action = (input, queue) => {
    const { body, attributes, delaySeconds } = readSendEntry(input, queue);
    const id = queues.send(queue, {
      body,
      attributes,
      ...(delaySeconds === undefined ? {} : { delaySeconds }),
    });
    return {
      MessageId: id,
      MD5OfMessageBody: bodyDigest(body),
      ...(Object.keys(attributes).length > 0 ? { MD5OfMessageAttributes: attributesDigest(attributes) } : {}),
    };
  };

  const receive: Action = async (input, queue) => {
    const waitSeconds =
      wholeNumber(input, 'WaitTimeSeconds', { minimum: 0, maximum: longestWaitSeconds }) ??
      queue.receiveWaitSeconds;
    const visibilityTimeoutSeconds =
      wholeNumber(input, 'VisibilityTimeout', { minimum: 0, maximum: longestVisibilitySeconds }) ??
      queue.visibilityTimeoutSeconds;
    const received = await queues.receive(queue, {
      limit: wholeNumber(input, 'MaxNumberOfMessages', { minimum: 1, maximum: mostReceived }) ?? 1,
      visibilityTimeoutSeconds,
      waitMs: waitSeconds * 1000,
    });
    return received.length === 0
      ? {}
      : { Messages: received.map((message) => describe(message, input, accountId)) };
  };

  const remove: Action = (input, queue) => {
    queues.delete(queue, text(input, 'ReceiptHandle'));
    return {};
  };

  const changeVisibility: Action = (input, queue) => {
    const range = { minimum: 0, maximum: longestVisibilitySeconds };
    queues.changeVisibility(
      queue,
      text(input, 'ReceiptHandle'),
      wholeNumber(input, 'VisibilityTimeout', range) ?? 0,
    );
    return {};
  };

  /** Does an action for each entry; one that is refused says so in its place. */
  const inBatch =
    (action: Action): Action =>
    async (input, queue) => {
      const Successful: Json[] = [];
      const Failed: Json[] = [];
      for (const entry of readBatch(input)) {
        try {
          Successful.push({ Id: entry.Id, ...(await action(entry, queue)) });
        } catch (error) {
          const { code, message } = asRequestError(error);
          Failed.push({ Id: entry.Id, Code: code, Message: message, SenderFault: true });
        }
      }
      return { Successful, Failed };
    };

  const sendBatch: Action = (input, queue) => {
    const sizeBytes = readBatch(input).reduce((sum, entry) => sum + sizeOf(readSendEntry(entry, queue)), 0);
    if (sizeBytes > largestBatchBytes) {
      throw sqsError(
        'BatchRequestTooLong',
        `Batch requests cannot be longer than ${largestBatchBytes} bytes. You have sent ${sizeBytes} bytes.`,
      );
    }
    return inBatch(send)(input, queue);
  };

  const attributes: Action = (input, queue) => {
    const all = attributesOf(queue, queues);
    const wanted = (input.AttributeNames ?? []) as string[];
    const names = wanted.includes('All') ? Object.keys(all) : wanted;
    return {
      Attributes: Object.fromEntries(names.flatMap((name) => (name in all ? [[name, all[name]]] : []))),
    };
  };

  const actions: Readonly<Record<string, Action>> = {
    SendMessage: send,
    SendMessageBatch: sendBatch,
    ReceiveMessage: receive,
    DeleteMessage: remove,
    DeleteMessageBatch: inBatch(remove),
    ChangeMessageVisibility: changeVisibility,
    ChangeMessageVisibilityBatch: inBatch(changeVisibility),
    GetQueueUrl: (_input, queue) => ({ QueueUrl: queue.url }),
    GetQueueAttributes: attributes,
    PurgeQueue: (_input, queue) => {
      queues.purge(queue);
      return {};
    },
    StartMessageMoveTask: (input, queue) => {
      const to = input.DestinationArn === undefined ? undefined : queueOf(input.DestinationArn);
      return { TaskHandle: Buffer.from(`${queue.name} ${queues.redrive(queue, to)}`).toString('base64') };
    },
  };

  const queueOf = (reference: unknown): Queue => {
    const name = String(reference ?? '');
    const queue = queues.find(name.startsWith('arn:') ? name : (name.split('/').at(-1) ?? ''));
    if (queue) return queue;
    throw sqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  };

  const answer = async (operation: string, input: Json, reference: unknown): Promise<Json> => {
    if (operation === 'ListQueues') {
      const prefix = String(input.QueueNamePrefix ?? '');
      return { QueueUrls: queues.list.filter(({ name }) => name.startsWith(prefix)).map(({ url }) => url) };
    }
    const action = actions[operation];
    if (!action) {
      throw sqsError(
        'UnsupportedOperation',
        `The local platform does not run the operation ${operation} of SQS.`,
      );
    }
    try {
      return await action(input, queueOf(reference));
    } catch (error) {
      throw asRequestError(error);
    }
  };

  return {
    ...base,
    refuse: (error: ServiceError): ServiceResponse => {
      const refused = base.refuse(error);
      return {
        ...refused,
        headers: { ...refused.headers, 'x-amzn-query-error': queryErrorHeader(error.code) },
      };
    },
    read: ({ headers, body }) => {
      const operation = String(headers['x-amz-target'] ?? '').split('.')[1];
      if (!operation) throw new RequestError({ code: 'UnknownOperationException', message: '', status: 400 });
      const input = parse(body);
      const reference = input.QueueUrl ?? input.QueueName ?? input.SourceArn;
      const name = String(reference ?? '')
        .split(/[/:]/)
        .at(-1);
      return {
        name: operation,
        // A batch is allowed as what it is made of.
        requires: [
          { action: `sqs:${operation.replace(/Batch$/, '')}`, resource: name ? queueArn(name) : '*' },
        ],
        perform: async () => ({ response: json(await answer(operation, input, reference)), cost: noCost }),
      };
    },
  };
}

const json = (body: Json): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});

function parse(body: Buffer): Json {
  try {
    return JSON.parse(body.toString('utf8') || '{}') as Json;
  } catch {
    throw new RequestError({ code: 'SerializationException', message: 'The body is not JSON.', status: 400 });
  }
}

function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof ReceiptError) return sqsError(error.code, error.message);
  throw error;
}

/** A message as a receiver gets it, with the attributes that it asked for. */
function describe(message: StoredMessage, input: Json, accountId: string): Json {
  const system = systemAttributes(message, accountId);
  const wanted = [
    ...((input.MessageSystemAttributeNames ?? []) as string[]),
    ...((input.AttributeNames ?? []) as string[]),
  ];
  const names = Object.keys(system).filter((name) => wanted.includes('All') || wanted.includes(name));
  const patterns = (input.MessageAttributeNames ?? []) as string[];
  const attributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => patterns.some((pattern) => fits(pattern, name))),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: bodyDigest(message.body),
    Body: message.body,
    ...(names.length > 0
      ? { Attributes: Object.fromEntries(names.map((name) => [name, system[name]])) }
      : {}),
    ...(Object.keys(attributes).length > 0
      ? { MessageAttributes: attributes, MD5OfMessageAttributes: attributesDigest(attributes) }
      : {}),
  };
}

/** `All`, `.*`, a name, or the beginning of names: `prefix.*`. */
const fits = (pattern: string, name: string): boolean =>
  pattern === 'All' || pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2)));

function attributesOf(queue: Queue, queues: Queues): Record<string, string> {
  const { visible, inFlight, delayed } = queues.count(queue);
  const { redrive } = queue;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    DelaySeconds: String(queue.delaySeconds),
    MaximumMessageSize: String(queue.largestMessageBytes),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    ReceiveMessageWaitTimeSeconds: String(queue.receiveWaitSeconds),
    VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
    ...(redrive
      ? {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: redrive.deadLetterArn,
            maxReceiveCount: redrive.maximumReceives,
          }),
        }
      : {}),
  };
}
