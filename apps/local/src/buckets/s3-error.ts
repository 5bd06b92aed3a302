import { RequestError } from '../door/service.ts';

/** An error of S3 with the status that it has. */
export const s3Error = (status: number, code: string, message: string): RequestError =>
  new RequestError({ code, message, status });

export const noSuchBucket = (): RequestError =>
  s3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');

export const noSuchKey = (): RequestError => s3Error(404, 'NoSuchKey', 'The specified key does not exist.');

export const preconditionFailed = (): RequestError =>
  s3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
