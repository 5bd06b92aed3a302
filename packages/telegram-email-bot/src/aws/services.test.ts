import { findParameter, getParameter } from '@switchboard/chat-core/aws';
import { type AwsServer, startAwsServer } from '../../test/aws-server.ts';
import { deleteObject, getObject, objectLink, putObject, sendQueueMessage, sendRawMail } from './services.ts';

const object = { bucket: 'mails', key: 'inbound/ä b+c(1)' };
const encodedPath = '/mails/inbound/%C3%A4%20b%2Bc%281%29';

describe('a call of AWS', () => {
  let aws: AwsServer;
  beforeEach(async () => {
    aws = await startAwsServer();
  });
  afterEach(() => aws.close());

  it('is signed for its service and region, with the session of the role', async () => {
    await putObject(aws.access, { ...object, content: Buffer.from('x'), type: 'text/plain' });
    const [request] = aws.requests;
    const { method, path, headers = {} } = request ?? {};
    expect({ method, path }).toEqual({ method: 'PUT', path: encodedPath });
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261121\/eu-central-1\/s3\/aws4_request, SignedHeaders=[^,]*x-amz-security-token[^,]*, Signature=[0-9a-f]{64}$/,
    );
    expect(headers['x-amz-security-token']).toBe('session');
  });

  it('is sent again while AWS is busy or silent, a few times', async () => {
    aws.answers.push({ status: 503 }, 'lost', { status: 200, body: 'the mail' });
    expect(Buffer.from((await getObject(aws.access, object)) ?? '').toString()).toBe('the mail');
    aws.answers.push({ status: 500 }, { status: 500 }, { status: 500 });
    await expect(getObject(aws.access, object)).rejects.toMatchObject({ code: 'aws.request', status: 500 });
    expect(aws.requests).toHaveLength(6);
  });

  it('that AWS refuses fails at once, with its reason', async () => {
    aws.answers.push({ status: 403, body: 'AccessDenied' });
    await expect(deleteObject(aws.access, object)).rejects.toThrow('s3 answered 403: AccessDenied');
    expect(aws.requests).toHaveLength(1);
  });

  it('finds no object if there is none', async () => {
    aws.answers.push({ status: 404 });
    expect(await getObject(aws.access, object)).toBeUndefined();
  });

  it('sends a mail no second time, whatever becomes of the first', async () => {
    const mail = { from: 'a@b.c', to: ['d@e.f'], raw: Buffer.from('x') };
    aws.answers.push('lost', { status: 500 });
    await expect(sendRawMail(aws.access, mail)).rejects.toMatchObject({ status: 0 });
    await expect(sendRawMail(aws.access, mail)).rejects.toMatchObject({ status: 500 });
    expect(aws.requests).toHaveLength(2);
  });

  it.each([
    [1.2, 2],
    [-3, 0],
    [5_000, 900],
  ])('holds a queue message back for %d s: %d whole seconds', async (delaySeconds, expected) => {
    await sendQueueMessage(aws.access, { queueUrl: 'https://queue', body: '{}', delaySeconds });
    expect(JSON.parse(String(aws.requests[0]?.body))).toMatchObject({ DelaySeconds: expected });
  });

  it('finds no parameter if there is none', async () => {
    aws.answers.push({ status: 400, body: '{"__type":"ParameterNotFound"}' }, { status: 400, body: '{}' });
    expect(await findParameter(aws.access, '/key')).toBeUndefined();
    await expect(findParameter(aws.access, '/key')).rejects.toMatchObject({ status: 400 });
  });

  it('reads a parameter, and says which one is empty', async () => {
    aws.answers.push({ status: 200, body: '{"Parameter":{"Value":"1:token"}}' }, { status: 200, body: '{}' });
    expect(await getParameter(aws.access, '/token')).toBe('1:token');
    await expect(getParameter(aws.access, '/token')).rejects.toThrow('The parameter /token is empty.');
  });
});

describe('a link to an object', () => {
  it('names how long it is valid, and is signed', async () => {
    const aws = await startAwsServer();
    const link = new URL(await objectLink(aws.access, { ...object, seconds: 3_600 }));
    await aws.close();
    expect(link.pathname).toBe(encodedPath);
    expect(Object.fromEntries(link.searchParams)).toMatchObject({
      'X-Amz-Expires': '3600',
      'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
      'X-Amz-Date': '20261121T100000Z',
      'X-Amz-Security-Token': 'session',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(aws.requests).toEqual([]);
  });
});
