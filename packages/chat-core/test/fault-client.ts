import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What goes wrong with a request, if anything. */
export type Fault =
  /** It never arrives. */
  | 'lostRequest'
  /** It is done, and the answer never arrives. */
  | 'lostAnswer'
  | undefined;

const timeout = () => Object.assign(new Error('no answer'), { name: 'TimeoutError' });

/**
 * Loses requests or answers of a client, after the SDK's own retries have been passed: each try can be lost.
 *
 * @param faultOf decides for each try, by the operation's name, for example `TransactWriteItems`; the try waits for it
 */
export function injectFaults(
  client: DynamoDBDocumentClient,
  faultOf: (operation: string) => Fault | Promise<Fault>,
): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const fault = await faultOf(commandName.replace(/Command$/, ''));
        if (fault === 'lostRequest') throw timeout();
        const answer = await next(args);
        if (fault === 'lostAnswer') throw timeout();
        return answer;
      },
    // Inside the retries, around the signed request.
    { step: 'finalizeRequest', priority: 'low', name: 'injectFaults' },
  );
}
