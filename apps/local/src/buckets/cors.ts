import type { RequestListener } from 'node:http';
import { matches } from '@switchboard/aws-rules';
import type { Bucket, CorsRule } from '../deployment/buckets.ts';
import type { Buckets } from './buckets.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Answers what browsers ask before they upload, and adds to every answer what lets the page read it, for buckets that have rules for it.
 * A browser signs no such question, so it is answered before anyone looks for a signature.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 */
export function withBucketCors(buckets: Pick<Buckets, 'bucket'>, next: RequestListener): RequestListener {
  return (request, response) => {
    const { origin } = request.headers;
    const bucket = origin === undefined ? undefined : buckets.bucket(bucketNameIn(request.url ?? '/'));
    if (!bucket || origin === undefined) {
      next(request, response);
      return;
    }
    const wanted = request.headers['access-control-request-method'];
    if (request.method !== 'OPTIONS' || wanted === undefined) {
      const rule = ruleFor(bucket, origin, request.method ?? 'GET');
      if (rule)
        for (const [name, value] of Object.entries(corsHeaders(rule, origin)))
          response.setHeader(name, value);
      next(request, response);
      return;
    }
    const asked = (request.headers['access-control-request-headers'] ?? '').split(/\s*,\s*/).filter(Boolean);
    const rule = ruleFor(bucket, origin, wanted, asked);
    if (!rule) {
      response
        .writeHead(403, { 'content-type': 'text/plain' })
        .end('CORSResponse: This CORS request is not allowed.');
      return;
    }
    response.writeHead(200, { ...corsHeaders(rule, origin), ...preflightHeaders(rule, asked) }).end();
  };
}

const bucketNameIn = (url: string): string => /^\/([^/?]*)/.exec(url)?.[1] ?? '';

const ruleFor = ({ corsRules }: Bucket, origin: string, method: string, headers: readonly string[] = []) =>
  corsRules.find(
    (rule) =>
      rule.origins.some((pattern) => matches(pattern, origin)) &&
      rule.methods.includes(method) &&
      headers.every((header) =>
        rule.headers.some((pattern) => matches(pattern.toLowerCase(), header.toLowerCase())),
      ),
  );

const corsHeaders = ({ origins, methods, exposedHeaders }: CorsRule, origin: string): Headers => ({
  'access-control-allow-origin': origins.includes('*') ? '*' : origin,
  'access-control-allow-methods': methods.join(', '),
  vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  ...(exposedHeaders.length > 0 ? { 'access-control-expose-headers': exposedHeaders.join(', ') } : {}),
});

const preflightHeaders = ({ maxAgeSeconds }: CorsRule, asked: readonly string[]): Headers => ({
  ...(asked.length > 0 ? { 'access-control-allow-headers': asked.join(', ') } : {}),
  ...(maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(maxAgeSeconds) }),
});
