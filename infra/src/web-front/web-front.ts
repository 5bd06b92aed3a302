import { readFileSync } from 'node:fs';
import { createAlias, createCertificate } from '../apis/certificate.ts';
import {
  AwsProvider,
  CloudfrontDistribution,
  CloudfrontFunction,
  CloudfrontOriginAccessControl,
  type DataAwsRoute53Zone,
  type S3Bucket,
} from '../cdktf/aws.ts';
import { physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';
import { createBucket, createBucketPolicy } from '../storage/buckets.ts';
import { createSecurityHeaders } from './security-headers.ts';

/** AWS's own cache policy that goes by the `cache-control` of each file. */
const cachingOptimized = '658327ea-f89d-4fab-a63d-7e88639e58f6';

/** CloudFront takes certificates from this region alone. */
const certificateRegion = 'us-east-1';

const originId = 'pages';

/** Files below this path are made to be shown in frames of other sites. */
const widgetPath = '/widget*';

export interface WebFrontProps {
  /** The addresses that pages talk to. */
  readonly connect: readonly string[];
  /** The environment's domain name and its zone. @default the name that CloudFront gives */
  readonly domain?: { readonly name: string; readonly zone: DataAwsRoute53Zone };
}

/** The bucket that pages are uploaded to, and where they can be seen. */
export interface WebFront {
  readonly bucket: S3Bucket;
  /** `https://<host>`. */
  readonly origin: string;
}

/** Creates a private bucket for the pages, and CloudFront in front of it. */
export function createWebFront(scope: Scope, { connect, domain }: WebFrontProps): WebFront {
  const { construct, environment, accountId } = scope;
  const pages = createBucket(scope, { name: 'pages' }, []);
  const access = new CloudfrontOriginAccessControl(construct, 'pages-access', {
    name: physicalName(environment, 'pages'),
    originAccessControlOriginType: 's3',
    signingBehavior: 'always',
    signingProtocol: 'sigv4',
  });
  const behavior = {
    targetOriginId: originId,
    viewerProtocolPolicy: 'redirect-to-https',
    allowedMethods: ['GET', 'HEAD'],
    cachedMethods: ['GET', 'HEAD'],
    compress: true,
    cachePolicyId: cachingOptimized,
    functionAssociation: [{ eventType: 'viewer-request', functionArn: createIndexRewrite(scope).arn }],
  };
  const headersOf = (id: string, frameAncestors: string): { responseHeadersPolicyId: string } => ({
    responseHeadersPolicyId: createSecurityHeaders(scope, { id, connect, frameAncestors }).id,
  });
  const distribution = new CloudfrontDistribution(construct, 'web-front', {
    comment: physicalName(environment, 'pages'),
    enabled: true,
    isIpv6Enabled: true,
    httpVersion: 'http2and3',
    defaultRootObject: 'index.html',
    origin: [
      {
        originId,
        domainName: pages.bucket.bucketRegionalDomainName,
        originAccessControlId: access.id,
      },
    ],
    defaultCacheBehavior: { ...behavior, ...headersOf('pages', "'none'") },
    orderedCacheBehavior: [{ ...behavior, ...headersOf('widget', '*'), pathPattern: widgetPath }],
    restrictions: { geoRestriction: { restrictionType: 'none' } },
    ...(domain && { aliases: [domain.name] }),
    viewerCertificate: domain
      ? {
          acmCertificateArn: createWebCertificate(scope, domain),
          sslSupportMethod: 'sni-only',
          minimumProtocolVersion: 'TLSv1.2_2021',
        }
      : { cloudfrontDefaultCertificate: true },
  });
  createBucketPolicy(scope, 'pages', pages, [
    {
      Sid: 'ServePages',
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: `${pages.bucket.arn}/*`,
      Condition: {
        ArnEquals: { 'aws:SourceArn': distribution.arn },
        StringEquals: { 'aws:SourceAccount': accountId },
      },
    },
  ]);
  if (domain) {
    const target = { name: distribution.domainName, zoneId: distribution.hostedZoneId };
    createAlias(scope, { id: 'web', name: domain.name, zone: domain.zone, target });
  }
  return { bucket: pages.bucket, origin: `https://${domain?.name ?? distribution.domainName}` };
}

/** The code that CloudFront runs at every request. */
const createIndexRewrite = ({ construct, environment }: Scope): CloudfrontFunction =>
  new CloudfrontFunction(construct, 'index-rewrite', {
    name: physicalName(environment, 'index-rewrite'),
    runtime: 'cloudfront-js-2.0',
    publish: true,
    // Terraform would read a template of JavaScript as one of its own.
    code: readFileSync(new URL('index-rewrite.js', import.meta.url), 'utf8').replaceAll('${', () => '$${'),
  });

function createWebCertificate(
  scope: Scope,
  { name, zone }: { readonly name: string; readonly zone: DataAwsRoute53Zone },
): string {
  const { region, accountId, tags, prefix, name: environmentName } = scope.environment;
  const provider = new AwsProvider(scope.construct, 'aws-us-east-1', {
    alias: certificateRegion,
    region: certificateRegion,
    ...(accountId !== undefined && { allowedAccountIds: [accountId] }),
    defaultTags: [{ tags: { ...tags, application: prefix, environment: environmentName } }],
  });
  return createCertificate(scope, {
    id: 'web',
    domainName: name,
    zone,
    ...(region !== certificateRegion && { provider }),
  });
}
