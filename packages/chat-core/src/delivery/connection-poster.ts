import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  LimitExceededException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { ConnectionPoster, PostOutcome } from './delivery.ts';

/**
 * The client for a stage's connections. A post that is not answered within two seconds fails; the deliverer decides
 * about retries, because it knows how many posts are waiting.
 *
 * @param webSocketEndpoint `wss://<api>.execute-api.<region>.amazonaws.com/<stage>`, or `ws://` for a platform on this
 * machine
 */
export const createPostingClient = (webSocketEndpoint: string): ApiGatewayManagementApiClient =>
  new ApiGatewayManagementApiClient({
    endpoint: managementEndpoint(webSocketEndpoint),
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    maxAttempts: 1,
  });

/** Where a stage's connections are posted to: the stage's own address, over HTTP. */
export const managementEndpoint = (webSocketEndpoint: string): string =>
  webSocketEndpoint.replace(/^ws/, 'http');

/** Posts by API Gateway's management API. */
export const createConnectionPoster = (client: ApiGatewayManagementApiClient): ConnectionPoster => ({
  async post(connectionId, data, signal) {
    const command = new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(data) });
    try {
      await client.send(command, signal === undefined ? {} : { abortSignal: signal });
      return 'posted';
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === undefined) throw error;
      return outcome;
    }
  },
  async close(connectionId, signal) {
    const command = new DeleteConnectionCommand({ ConnectionId: connectionId });
    try {
      await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    } catch (error) {
      if (outcomeOf(error) !== 'gone') throw error;
    }
  },
});

function outcomeOf(error: unknown): PostOutcome | undefined {
  if (error instanceof GoneException || statusOf(error) === 410) return 'gone';
  if (error instanceof LimitExceededException || statusOf(error) === 429) return 'throttled';
  return undefined;
}

/** A proxy on the way may answer without the error's name. */
const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && '$metadata' in error
    ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
    : undefined;
