import type { ServiceRequest } from '../door/service.ts';

/** A request to S3, taken apart. */
export interface S3Request {
  readonly method: string;
  /** Empty where the request is about all buckets. */
  readonly bucket: string;
  /** Empty where the request is about the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: ServiceRequest['headers'];
  readonly body: Buffer;
}

/** Reads a request whose path begins with the bucket: `/bucket/key`. */
export function readS3Request({ method, url, headers, body }: ServiceRequest): S3Request {
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return {
    method,
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(key),
    query: new URLSearchParams(query),
    headers,
    body,
  };
}

export const headerText = (headers: ServiceRequest['headers'], name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
};
