import { noCost } from '../door/cost.ts';
import type { Operation, Service, ServiceRequest, ServiceResponse } from '../door/service.ts';
import { RequestError } from '../door/service.ts';
import { xmlDocument } from '../xml.ts';
import type { Outbox } from './outbox.ts';
import { bareAddress, readSendEmail, readSendRawEmail, rejected, type SendRequest } from './send-request.ts';

export interface SesServiceOptions {
  readonly outbox: Outbox;
  /** The domains and addresses from which the stack may send. */
  readonly identities: readonly string[];
  /** The ARN of an identity by its name. */
  readonly identityArn: (name: string) => string;
  readonly region: string;
  readonly now: () => number;
  readonly newId: () => string;
}

const json = { 'content-type': 'application/json' };
const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';

/**
 * SES, as far as functions send mail: SendEmail of the second version, SendRawEmail of the first. What is sent is kept and leaves this machine
 * nowhere.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export function createSesService(options: SesServiceOptions): Service {
  const { outbox, identities, identityArn, region, now, newId } = options;

  const send = ({ from, to, raw }: SendRequest): string => {
    const messageId = `${newId()}-000000`;
    outbox.add({
      messageId,
      from: bareAddress(from),
      to: to.map(bareAddress),
      raw,
      sentAt: new Date(now()).toISOString(),
    });
    return messageId;
  };

  /** The address itself, or its domain. */
  const identityOf = (from: string): string => {
    const address = bareAddress(from).toLowerCase();
    const domain = address.slice(address.lastIndexOf('@') + 1);
    const found =
      identities.find((identity) => identity === address) ??
      identities.find((identity) => identity === domain);
    if (found !== undefined) return found;
    throw rejected(
      `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${address}`,
    );
  };

  const operationOf = (
    name: string,
    request: SendRequest,
    respond: (messageId: string) => ServiceResponse,
  ): Operation => ({
    name,
    requires: [
      {
        action: request.isRaw ? 'ses:SendRawEmail' : 'ses:SendEmail',
        resource: identityArn(identityOf(request.from)),
      },
    ],
    perform: async () => ({ response: respond(send(request)), cost: noCost }),
  });

  return {
    refusedStatus: 403,
    throttledStatus: 429,
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      unknownKey: 'UnrecognizedClientException',
      badSignature: 'InvalidSignatureException',
      missingToken: 'MissingAuthenticationTokenException',
      throttled: 'TooManyRequestsException',
      internal: 'InternalServiceErrorException',
    },
    refuse: ({ code, message, status }) => ({
      status,
      headers: { ...json, 'x-amzn-ErrorType': code },
      body: JSON.stringify({ message }),
    }),
    read: (request) => {
      if (isSendEmail(request)) {
        return operationOf('SendEmail', readSendEmail(request.body), (MessageId) => ({
          status: 200,
          headers: json,
          body: JSON.stringify({ MessageId }),
        }));
      }
      const form = new URLSearchParams(request.body.toString('utf8'));
      if (form.get('Action') === 'SendRawEmail') {
        return operationOf('SendRawEmail', readSendRawEmail(form), (MessageId) => ({
          status: 200,
          headers: { 'content-type': 'text/xml' },
          body: xmlDocument(`SendRawEmailResponse xmlns="${namespace}"`, {
            SendRawEmailResult: { MessageId },
          }),
        }));
      }
      const message = 'The local platform runs SendEmail (version 2) and SendRawEmail of SES.';
      throw new RequestError({ code: 'NotFoundException', message, status: 404 });
    },
  };
}

const isSendEmail = ({ method, url }: ServiceRequest): boolean =>
  method === 'POST' && url.split('?')[0] === '/v2/email/outbound-emails';
