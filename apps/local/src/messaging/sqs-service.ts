import { noCost } from '../door/cost.ts';
import { createForward } from '../door/forward.ts';
import { jsonService } from '../door/json-service.ts';
import { RequestError, type Service, type ServiceRequest } from '../door/service.ts';
import type { Queues } from './queues.ts';

/** SQS: passes calls on. @param queueArn the ARN of a queue by its name */
export function createSqsService(queues: Queues, queueArn: (name: string) => string): Service {
  const perform = async (request: ServiceRequest) => {
    const forward = createForward(await queues.endpoint());
    try {
      return { response: await forward(request), cost: noCost };
    } finally {
      forward.close();
    }
  };
  return {
    ...jsonService('com.amazonaws.sqs'),
    read: (request) => {
      const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1];
      if (!operation) throw new RequestError({ code: 'UnknownOperationException', message: '', status: 400 });
      const { QueueUrl: url, QueueName: name } = JSON.parse(request.body.toString()) as Record<
        string,
        unknown
      >;
      const queue =
        typeof name === 'string'
          ? name
          : String(url ?? '')
              .split('/')
              .at(-1);
      return {
        name: operation,
        // A batch is allowed as what it is made of.
        requires: [
          { action: `sqs:${operation.replace(/Batch$/, '')}`, resource: queue ? queueArn(queue) : '*' },
        ],
        perform: () => perform(request),
      };
    },
  };
}
