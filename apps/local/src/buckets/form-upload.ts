import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { RequestError, type Service } from '../door/service.ts';
import type { Identities } from '../identity/identities.ts';
import { judgeOnce } from '../identity/policy.ts';
import { isSignatureOf } from '../identity/signature.ts';
import { readBody } from '../read-body.ts';
import { xmlDocument } from '../xml.ts';
import type { Buckets } from './buckets.ts';
import { formProblem } from './form-policy.ts';
import { type FormUpload, readForm } from './multipart.ts';
import { noSuchBucket, s3Error } from './s3-error.ts';
import { headersToKeep, requireLimits } from './s3-objects.ts';

export interface FormUploadsOptions {
  readonly buckets: Buckets;
  readonly identities: Identities;
  /** How S3 says no. */
  readonly refuse: Service['refuse'];
  readonly now: () => number;
}

/** What S3 puts the name of the file in for. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is S3's template, not ours
const fileNameVariable = '${filename}';

/** A form with its file is no larger, in bytes. */
const largestFormBytes = 50 * 1024 * 1024;

/**
 * Takes what pages upload by a form, which a function has signed for them with the conditions of its policy.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html
 */
export function withFormUploads(options: FormUploadsOptions, next: RequestListener): RequestListener {
  return (request, response) => {
    const contentType = request.headers['content-type'] ?? '';
    if (request.method !== 'POST' || !/^multipart\/form-data/i.test(contentType)) {
      next(request, response);
      return;
    }
    takeForm(request, response, options).catch((error: unknown) => {
      const refused =
        error instanceof RequestError
          ? error
          : { code: 'InternalError', message: String(error), status: 500 };
      const answer = options.refuse(refused);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  };
}

async function takeForm(
  request: IncomingMessage,
  response: ServerResponse,
  options: FormUploadsOptions,
): Promise<void> {
  const bucket = decodeURIComponent((request.url ?? '/').split(/[/?]/)[1] ?? '');
  if (!options.buckets.bucket(bucket)) throw noSuchBucket();
  const body = await readBody(request, largestFormBytes);
  if (!body) throw s3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  const form = readForm(body, request.headers['content-type'] ?? '');
  if (!form?.file) {
    throw s3Error(
      400,
      'MalformedPOSTRequest',
      'The body of your POST request is not well-formed multipart/form-data.',
    );
  }
  const { fields, file } = form;
  const key = (fields.key ?? '').replaceAll(fileNameVariable, file.name);
  requireSigned(bucket, key, form, file.body.length, options);
  requireLimits(key, fields);
  const headers = headersToKeep({
    ...(file.type === undefined ? {} : { 'content-type': file.type }),
    ...fields,
  });
  const { etag } = await options.buckets.put({ bucket, key, headers }, file.body, 'Post');
  answer(response, { bucket, key, etag, fields });
}

/** @throws {RequestError} where the form is not signed, or uploads what its policy does not let it */
function requireSigned(
  bucket: string,
  key: string,
  { fields }: FormUpload,
  sizeBytes: number,
  { identities, now }: FormUploadsOptions,
): void {
  const [accessKeyId = '', date = '', region = '', service = ''] = (fields['x-amz-credential'] ?? '').split(
    '/',
  );
  const identity = identities.findFormer(accessKeyId);
  const policy = fields.policy ?? '';
  if (!identity || (identity.sessionToken ?? '') !== (fields['x-amz-security-token'] ?? '')) {
    throw s3Error(
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    );
  }
  const signature = fields['x-amz-signature'] ?? '';
  if (!isSignatureOf(identity.secretAccessKey, policy, { date, region, service, signature })) {
    throw s3Error(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
  }
  const problem = formProblem(policy, { ...fields, bucket, key }, sizeBytes, now());
  if (problem !== undefined) {
    const isSize = problem.startsWith('Your proposed');
    const code = isSize
      ? problem.includes('exceeds')
        ? 'EntityTooLarge'
        : 'EntityTooSmall'
      : 'AccessDenied';
    throw s3Error(isSize ? 400 : 403, code, problem);
  }
  const permission = { action: 's3:PutObject', resource: `arn:aws:s3:::${bucket}/${key}` };
  const statements = identity.lambdaFunction?.statements;
  if (statements && judgeOnce(statements, permission) !== 'allowed')
    throw s3Error(403, 'AccessDenied', 'Access Denied');
}

interface Uploaded {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly fields: FormUpload['fields'];
}

function answer(response: ServerResponse, { bucket, key, etag, fields }: Uploaded): void {
  const headers = { etag: `"${etag}"` };
  const redirect = fields.success_action_redirect;
  if (redirect) {
    response.writeHead(303, { ...headers, location: redirect }).end();
  } else if (fields.success_action_status === '201') {
    const body = xmlDocument('PostResponse', { Bucket: bucket, Key: key, ETag: `"${etag}"` });
    response.writeHead(201, { ...headers, 'content-type': 'application/xml' }).end(body);
  } else {
    response.writeHead(fields.success_action_status === '200' ? 200 : 204, headers).end();
  }
}
