import { createObjectStore } from './object-store.ts';

const access = {
  bucket: 'files',
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

interface Stored {
  readonly type: string;
  readonly content: string;
}

/** A bucket as S3 is: an upload on condition that there is nothing is refused where there is something. */
function bucketOf(stored: Map<string, Stored>): typeof fetch {
  return async (input, { method, headers, body } = {}) => {
    const path = new URL(String(input)).pathname;
    const object = stored.get(path);
    const sent = new Headers(headers);
    if (method === 'PUT') {
      if (sent.get('if-none-match') === '*' && object !== undefined)
        return new Response(null, { status: 412 });
      const content = body === undefined ? '' : Buffer.from(body as Uint8Array).toString();
      stored.set(path, { type: sent.get('content-type') ?? '', content });
      return new Response(null, { status: 200 });
    }
    if (object === undefined) return new Response(null, { status: 403 });
    return new Response(method === 'HEAD' ? null : object.content, {
      status: 200,
      headers: { 'content-type': object.type, 'content-length': String(object.content.length) },
    });
  };
}

const record = {
  threadId: 't1',
  attachmentId: 'f1',
  owner: 'ann',
  name: 'plan.txt',
  type: 'text/plain',
  sizeBytes: 4,
  isUploaded: false,
};

function setUp() {
  const stored = new Map<string, Stored>();
  const bucket = bucketOf(stored);
  const objects = createObjectStore(access, () => 1_800_000_000_000, bucket);
  const { url, headers } = objects.uploadLink(record);
  const upload = async () =>
    (await bucket(url, { method: 'PUT', headers, body: Buffer.from('plan') })).status;
  return { stored, objects, upload };
}

describe('a file that is taken away', () => {
  it('is gone, and its link takes no other, whether it was uploaded before or not', async () => {
    for (const isUploaded of [true, false]) {
      const { stored, objects, upload } = setUp();
      if (isUploaded) await upload();
      await objects.remove('f1');
      expect(await upload()).toBe(412);
      expect([...stored.values()].map(({ content }) => content)).toEqual(['']);
      expect(await objects.find('f1')).toBeUndefined();
      expect(await objects.read('f1')).toBeUndefined();
    }
  });

  it('is there until then', async () => {
    const { objects, upload } = setUp();
    expect(await objects.find('f1')).toBeUndefined();
    expect([await upload(), await upload()]).toEqual([200, 412]);
    expect(await objects.find('f1')).toEqual({ type: 'text/plain', sizeBytes: 4 });
    expect(Buffer.from((await objects.read('f1')) ?? []).toString()).toBe('plan');
  });

  it('is not taken away where the bucket does not say so', async () => {
    const silent = createObjectStore(access, Date.now, async () => new Response(null, { status: 503 }));
    await expect(silent.remove('f1')).rejects.toMatchObject({ code: 'bucket.failed', status: 503 });
  });
});
