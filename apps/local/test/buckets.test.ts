import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { agentCode, callAs, lambdaClient, s3 as s3Call } from './fixture/agent.ts';
import { developer } from './fixture/platform.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { type Add, ref, writeStack } from './fixture/stack.ts';

const Bucket = 'test-files-000000000000';
const folder = mkdtempSync(join(tmpdir(), 'switchboard-buckets-'));

function addBucket(add: Add): void {
  add('aws_s3_bucket', 'files', { bucket: Bucket });
  add('aws_s3_bucket_public_access_block', 'files', { bucket: ref('aws_s3_bucket.files.id') });
  add('aws_s3_bucket_cors_configuration', 'files', {
    bucket: ref('aws_s3_bucket.files.id'),
    cors_rule: [
      {
        allowed_methods: ['GET', 'POST', 'PUT'],
        allowed_origins: ['http://page.example'],
        allowed_headers: ['*'],
        max_age_seconds: 60,
      },
    ],
  });
  add('aws_lambda_permission', 'files', {
    action: 'lambda:InvokeFunction',
    function_name: ref('aws_lambda_function.told.function_name'),
    principal: 's3.amazonaws.com',
    source_arn: ref('aws_s3_bucket.files.arn'),
  });
  add('aws_s3_bucket_notification', 'files', {
    bucket: ref('aws_s3_bucket.files.id'),
    lambda_function: [
      {
        id: 'told',
        lambda_function_arn: ref('aws_lambda_function.told.arn'),
        events: ['s3:ObjectCreated:*'],
        filter_prefix: 'mail/',
        filter_suffix: '.eml',
      },
    ],
  });
}

const allow = (Action: string, keys: string) => ({
  Effect: 'Allow',
  Action: [Action],
  Resource: [`${ref('aws_s3_bucket.files.arn')}${keys}`],
});

const TERRAFORM_FILE = writeStack(
  folder,
  {
    told: { code: `exports.handler = async (event) => console.log('told', JSON.stringify(event));` },
    keeper: {
      code: agentCode,
      statements: [
        allow('s3:GetObject', '/own/*'),
        allow('s3:PutObject', '/own/*'),
        allow('s3:DeleteObject', '/own/*'),
      ],
    },
    lister: { code: agentCode, statements: [allow('s3:GetObject', '/*'), allow('s3:ListBucket', '')] },
  },
  addBucket,
);
const DATA_DIR = join(folder, 'data');

let platform: PlatformProcess;
let client: S3Client;

async function start(): Promise<void> {
  platform = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR });
  client = new S3Client({
    endpoint: platform.aws,
    region: 'eu-central-1',
    credentials: developer,
    maxAttempts: 1,
  });
}

beforeAll(start);

afterAll(async () => {
  await platform.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const put = (Key: string, Body: string | Buffer | Readable, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const textOf = async (Key: string, more: object = {}): Promise<string | undefined> =>
  (await client.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();

describe('an object, with the real SDK client', () => {
  it('is stored with its headers and metadata, and given back', async () => {
    const { ETag } = await put('notes/a b+ü.txt', 'hello', {
      ContentType: 'text/plain; charset=utf-8',
      ContentDisposition: 'attachment',
      Metadata: { owner: 'ann' },
    });
    expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    const object = await client.send(new GetObjectCommand({ Bucket, Key: 'notes/a b+ü.txt' }));
    expect(await object.Body?.transformToString()).toBe('hello');
    expect(object).toMatchObject({
      ETag,
      ContentType: 'text/plain; charset=utf-8',
      ContentDisposition: 'attachment',
      ContentLength: 5,
      Metadata: { owner: 'ann' },
      LastModified: expect.any(Date),
    });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'notes/a b+ü.txt' }));
    expect(head).toMatchObject({ ETag, ContentLength: 5, Metadata: { owner: 'ann' } });
  });

  it('may be sent as a stream, in chunks with a checksum behind them', async () => {
    const parts = Array.from({ length: 20 }, (_, index) => Buffer.alloc(100_000, index));
    await put('stream', Readable.from(parts), { ContentLength: 2_000_000 });
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(Buffer.concat(parts))).toBe(true);
  });

  it('may be as large as a mail: 40 MB', async () => {
    const body = Buffer.alloc(40 * 1024 * 1024, 'x');
    await put('large', body);
    const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key: 'large' }));
    expect(ContentLength).toBe(body.length);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'large' }));
  });

  it('is given in part', async () => {
    await put('digits', '0123456789');
    expect(await textOf('digits', { Range: 'bytes=2-4' })).toBe('234');
    expect(await textOf('digits', { Range: 'bytes=-3' })).toBe('789');
    await expect(textOf('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('is stored once where the writer asks for that', async () => {
    await put('once', 'first', { IfNoneMatch: '*' });
    await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    expect(await textOf('once')).toBe('first');
  });

  it('is copied and deleted', async () => {
    await put('from', 'copied', { Metadata: { a: 'b' } });
    await client.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/from` }));
    await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'from' }] } }));
    expect(await textOf('to')).toBe('copied');
    await expect(textOf('from')).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'from' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('with another checksum than it has is refused', async () => {
    await expect(put('bad', 'body', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
  });

  it('in a bucket that there is not is refused', async () => {
    const Missing = { Bucket: 'no-such-bucket', Key: 'a' };
    await expect(client.send(new GetObjectCommand(Missing))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('is there after the platform was killed', async () => {
    await put('kept', 'kept');
    await platform.end('SIGKILL');
    await start();
    expect(await textOf('kept')).toBe('kept');
  });
});

describe('a bucket', () => {
  it('lists its objects by prefix, in pages, and by folders', async () => {
    for (const Key of ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/é']) await put(Key, Key);
    const list = (more: object) =>
      client.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', ...more }));
    const { Contents, KeyCount } = await list({});
    expect([Contents?.map(({ Key }) => Key), KeyCount]).toEqual([
      ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/é'],
      5,
    ]);
    const first = await list({ MaxKeys: 2, Delimiter: '/' });
    expect([first.Contents?.map(({ Key }) => Key), first.CommonPrefixes, first.IsTruncated]).toEqual([
      ['list/a'],
      [{ Prefix: 'list/b/' }],
      true,
    ]);
    const second = await list({ Delimiter: '/', ContinuationToken: first.NextContinuationToken });
    expect([second.Contents?.map(({ Key }) => Key), second.IsTruncated]).toEqual([
      ['list/c', 'list/é'],
      false,
    ]);
    await client.send(new HeadBucketCommand({ Bucket }));
  });

  it('tells a function of the objects that it is meant to hear of', async () => {
    await put('mail/a b.eml', 'mail', { ContentType: 'message/rfc822' });
    await put('mail/a.txt', 'no mail');
    await put('other/a.eml', 'no mail');
    const event = JSON.parse((await platform.line(/told \{/)).split('told ')[1] ?? '') as {
      Records: object[];
    };
    expect(event.Records).toEqual([
      expect.objectContaining({
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        awsRegion: 'eu-central-1',
        s3: expect.objectContaining({
          configurationId: 'told',
          bucket: expect.objectContaining({ name: Bucket, arn: `arn:aws:s3:::${Bucket}` }),
          object: expect.objectContaining({ key: 'mail/a+b.eml', size: 4, eTag: expect.any(String) }),
        }),
      }),
    ]);
    expect(platform.logged.filter((line) => line.includes('told {'))).toHaveLength(1);
  });
});

describe('I14: a function', () => {
  it('does with objects what it declares and nothing else', async () => {
    await put('own/a', 'mine');
    await put('other/a', 'not mine');
    const results = await callAs(lambdaClient(platform.aws), 'test-keeper', [
      s3Call('GetObject', { Bucket, Key: 'own/a' }),
      s3Call('PutObject', { Bucket, Key: 'own/b', Body: 'b' }),
      s3Call('DeleteObject', { Bucket, Key: 'own/b' }),
      s3Call('GetObject', { Bucket, Key: 'other/a' }),
      s3Call('PutObject', { Bucket, Key: 'other/b', Body: 'b' }),
      s3Call('ListObjectsV2', { Bucket }),
    ]);
    expect(results.map(({ error }) => error)).toEqual([
      undefined,
      undefined,
      undefined,
      'AccessDenied',
      'AccessDenied',
      'AccessDenied',
    ]);
  });

  it('is told that an object is missing only where it may list', async () => {
    const missing = s3Call('GetObject', { Bucket, Key: 'own/missing' });
    const asked = async (name: string) =>
      (await callAs(lambdaClient(platform.aws), name, [missing]))[0]?.error;
    expect(await asked('test-keeper')).toBe('AccessDenied');
    expect(await asked('test-lister')).toBe('NoSuchKey');
  });
});

describe('a link that was signed for others', () => {
  it('takes an upload and gives it back, with the headers that it says', async () => {
    const upload = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'linked/ü.txt' }), {
      expiresIn: 60,
    });
    expect((await fetch(upload, { method: 'PUT', body: 'by link' })).status).toBe(200);
    const get = new GetObjectCommand({
      Bucket,
      Key: 'linked/ü.txt',
      ResponseContentDisposition: 'attachment; filename="x"',
    });
    const response = await fetch(await getSignedUrl(client, get, { expiresIn: 60 }));
    expect([await response.text(), response.headers.get('content-disposition')]).toEqual([
      'by link',
      'attachment; filename="x"',
    ]);
  });

  it('is good for what was signed only, and for as long as it says', async () => {
    await put('linked/a', 'a');
    await put('linked/b', 'b');
    const command = new GetObjectCommand({ Bucket, Key: 'linked/a' });
    const url = await getSignedUrl(client, command, { expiresIn: 60 });
    expect((await fetch(url.replace('linked/a', 'linked/b'))).status).toBe(403);
    const signingDate = new Date(Date.now() - 61_000);
    const old = await fetch(await getSignedUrl(client, command, { expiresIn: 60, signingDate }));
    expect([old.status, await old.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
  });
});

describe('a form that was signed for a page', () => {
  const post = async (
    Conditions: Parameters<typeof createPresignedPost>[1]['Conditions'],
    body: string,
    fields = {},
  ) => {
    const form = new FormData();
    const { fields: signed, url } = await createPresignedPost(client, {
      Bucket,
      Key: 'forms/a',
      ...(Conditions ? { Conditions } : {}),
    });
    for (const [name, value] of Object.entries({ ...signed, ...fields })) form.append(name, String(value));
    form.append('file', new Blob([body], { type: 'text/plain' }), 'a.txt');
    return fetch(url, { method: 'POST', body: form });
  };

  it('uploads a file within its conditions', async () => {
    const response = await post([['content-length-range', 1, 10]], 'content');
    expect(response.status).toBe(204);
    expect(await textOf('forms/a')).toBe('content');
  });

  it.each([
    ['a file that is too large', [['content-length-range', 1, 3]], {}, 400, 'EntityTooLarge'],
    ['another key', [], { key: 'forms/other' }, 403, 'AccessDenied'],
    ['a field that nobody signed', [], { 'x-amz-meta-a': 'b' }, 403, 'Extra input fields: x-amz-meta-a'],
    ['another signature', [], { 'x-amz-signature': '00' }, 403, 'SignatureDoesNotMatch'],
  ] as const)('refuses %s', async (_what, conditions, fields, status, text) => {
    const response = await post(conditions as never, 'content', fields);
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(text)]);
  });
});

describe('a page in a browser', () => {
  const preflight = (origin: string, method: string) =>
    fetch(`${platform.aws}/${Bucket}/a`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'content-type',
      },
    });

  it('may upload where the bucket lets its origin', async () => {
    const answer = await preflight('http://page.example', 'PUT');
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
      200,
      'http://page.example',
    ]);
    expect(answer.headers.get('access-control-allow-headers')).toBe('content-type');
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'page' }), { expiresIn: 60 });
    const put = await fetch(url, { method: 'PUT', body: 'x', headers: { origin: 'http://page.example' } });
    expect([put.status, put.headers.get('access-control-allow-origin')]).toEqual([
      200,
      'http://page.example',
    ]);
  });

  it('may not from elsewhere, and not delete', async () => {
    expect((await preflight('http://elsewhere.example', 'PUT')).status).toBe(403);
    expect((await preflight('http://page.example', 'DELETE')).status).toBe(403);
  });
});
