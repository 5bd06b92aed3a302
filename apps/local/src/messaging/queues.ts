import type { Queue } from '../deployment/messaging.ts';
import type { Surroundings } from '../terraform/computed-attributes.ts';

/** The stack's queues, in an SQS of their own that starts when one is first used. */
export interface Queues {
  /** Where the queues' SQS answers. */
  endpoint(): Promise<string>;
  /** Sends a text to a queue, by the queue's ARN. */
  send(queueArn: string, body: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param folder where messages are kept; `undefined`: in memory
 */
export function createQueues(
  queues: readonly Queue[],
  place: Surroundings,
  folder: string | undefined,
): Queues {
  let started: ReturnType<typeof start> | undefined;

  const start = async () => {
    // It takes a tenth of a second to load, and most runs never use a queue.
    const { startFauxqs } = await import('fauxqs');
    const server = await startFauxqs({
      port: 0,
      logger: false,
      defaultRegion: place.region,
      ...(folder === undefined ? {} : { dataDir: folder }),
    });
    // Those that later queues name in their redrive policies come first.
    for (const queue of queues.toSorted((a, b) => Number(isRedriven(a)) - Number(isRedriven(b)))) {
      if (!server.inspectQueue(queue.name))
        server.createQueue(queue.name, { attributes: { ...queue.attributes } });
    }
    return server;
  };
  const server = () => {
    started ??= start();
    return started;
  };

  return {
    endpoint: async () => `http://127.0.0.1:${(await server()).port}`,
    send: async (queueArn, body) => {
      const name = queues.find(({ arn }) => arn === queueArn)?.name;
      if (name === undefined) throw new Error(`${queueArn} is not a queue of the stack.`);
      (await server()).sendMessage(name, body);
    },
    stop: async () => {
      await (await started)?.stop();
    },
  };
}

const isRedriven = ({ attributes }: Queue): boolean => 'RedrivePolicy' in attributes;
