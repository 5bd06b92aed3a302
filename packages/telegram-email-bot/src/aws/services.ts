import {
  type AwsAccess,
  AwsRequestError,
  jsonCall,
  presignedUrl,
  sendSigned,
} from '@switchboard/chat-core/aws';

/** @returns the bytes of an object; undefined if there is none */
export async function getObject(
  access: AwsAccess,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<Uint8Array | undefined> {
  try {
    const { body } = await sendSigned(access, {
      service: 's3',
      method: 'GET',
      host: s3Host(access),
      path: `/${bucket}/${key}`,
      timeoutMs: 30_000,
    });
    return body;
  } catch (error) {
    if (error instanceof AwsRequestError && error.status === 404) return undefined;
    throw error;
  }
}

/** Stores an object. */
export async function putObject(
  access: AwsAccess,
  { bucket, key, content, type }: { bucket: string; key: string; content: Uint8Array; type: string },
): Promise<void> {
  await sendSigned(access, {
    service: 's3',
    method: 'PUT',
    host: s3Host(access),
    path: `/${bucket}/${key}`,
    headers: { 'content-type': type },
    body: content,
    timeoutMs: 30_000,
  });
}

/** Deletes an object. Deleting it again changes nothing. */
export async function deleteObject(
  access: AwsAccess,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<void> {
  await sendSigned(access, {
    service: 's3',
    method: 'DELETE',
    host: s3Host(access),
    path: `/${bucket}/${key}`,
  });
}

/** @returns an address at which anyone can get an object for some seconds, as long as the credentials at hand are valid */
export const objectLink = (
  access: AwsAccess,
  { bucket, key, seconds }: { readonly bucket: string; readonly key: string; readonly seconds: number },
): Promise<string> =>
  presignedUrl(
    access,
    {
      service: 's3',
      method: 'GET',
      host: s3Host(access),
      path: `/${bucket}/${key}`,
      // S3 takes an address for a request whose body it does not check.
      headers: { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
    },
    seconds,
  );

const s3Host = ({ region }: AwsAccess): string => `https://s3.${region}.amazonaws.com`;

/** The longest that SQS holds a message back, seconds. */
export const longestDelaySeconds = 900;

/** Sends a message that is delivered after some seconds, at most 900. */
export async function sendQueueMessage(
  access: AwsAccess,
  {
    queueUrl,
    body,
    delaySeconds = 0,
  }: { readonly queueUrl: string; readonly body: string; readonly delaySeconds?: number },
): Promise<void> {
  await sendSigned(access, {
    service: 'sqs',
    method: 'POST',
    headers: jsonCall('AmazonSQS.SendMessage', '1.0'),
    body: JSON.stringify({
      QueueUrl: queueUrl,
      MessageBody: body,
      DelaySeconds: Math.min(Math.max(Math.ceil(delaySeconds), 0), longestDelaySeconds),
    }),
  });
}

export interface RawMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The whole mail as it is sent. */
  readonly raw: Uint8Array;
}

/** Sends a mail by SES. @returns the id that SES gives it */
export async function sendRawMail(access: AwsAccess, { from, to, raw }: RawMail): Promise<string> {
  const { body } = await sendSigned(access, {
    service: 'ses',
    method: 'POST',
    host: `https://email.${access.region}.amazonaws.com`,
    path: '/v2/email/outbound-emails',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      FromEmailAddress: from,
      Destination: { ToAddresses: to },
      Content: { Raw: { Data: Buffer.from(raw).toString('base64') } },
    }),
    timeoutMs: 15_000,
    mostTries: 1,
  });
  const answer: { MessageId?: string } = JSON.parse(new TextDecoder().decode(body));
  return answer.MessageId ?? '';
}
