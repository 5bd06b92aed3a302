import { noCost } from '../door/cost.ts';
import { RequestError, type Service, type ServiceResponse } from '../door/service.ts';
import { escapeXml } from '../xml.ts';
import { type PublishRequest, parsePublishRequest, publishProblem } from './publish-request.ts';
import type { Topics } from './topics.ts';

/**
 * SNS, as far as functions publish: Publish and PublishBatch.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function createSnsService(topics: Topics, newId: () => string): Service {
  return {
    refusedStatus: 403,
    errorCodes: {
      accessDenied: 'AuthorizationError',
      unknownKey: 'InvalidClientTokenId',
      badSignature: 'SignatureDoesNotMatch',
      missingToken: 'MissingAuthenticationToken',
      throttled: 'Throttling',
      internal: 'InternalError',
    },
    throttledStatus: 400,
    refuse: ({ code, message, status }) =>
      xml(
        status,
        `<ErrorResponse xmlns="${namespace}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code>` +
          `<Message>${escapeXml(message)}</Message></Error><RequestId>${newId()}</RequestId></ErrorResponse>`,
      ),
    read: ({ body }) => {
      const request = parsePublishRequest(body.toString('utf8'));
      if (request.action !== 'Publish' && request.action !== 'PublishBatch') {
        throw refused(
          'InvalidAction',
          `The local platform does not run the action ${request.action} of SNS.`,
          400,
        );
      }
      return {
        name: request.action,
        requires: [{ action: 'sns:Publish', resource: request.topicArn }],
        perform: async () => ({ response: publish(request, topics, newId), cost: noCost }),
      };
    },
  };
}

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

function publish(request: PublishRequest, topics: Topics, newId: () => string): ServiceResponse {
  const topic = topics.find(request.topicArn);
  if (!topic) throw refused('NotFound', 'Topic does not exist', 404);
  const problem = publishProblem(request);
  if (problem !== undefined) throw refused('InvalidParameter', problem, 400);
  const published = request.entries.map((entry) => {
    const messageId = newId();
    topics.publish(topic, messageId, entry);
    const id = entry.id === undefined ? '' : `<Id>${escapeXml(entry.id)}</Id>`;
    return `${id}<MessageId>${messageId}</MessageId>`;
  });
  const { action } = request;
  const result =
    action === 'Publish'
      ? published.join('')
      : `<Successful>${published.map((entry) => `<member>${entry}</member>`).join('')}</Successful><Failed/>`;
  return xml(
    200,
    `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>` +
      `<ResponseMetadata><RequestId>${newId()}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

const xml = (status: number, body: string): ServiceResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

const refused = (code: string, message: string, status: number): RequestError =>
  new RequestError({ code, message, status });
