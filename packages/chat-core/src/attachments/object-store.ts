import type { AttachmentRecord } from './attachment-records.ts';
import { objectKeyOf } from './attachment-records.ts';
import { type BucketAccess, type LinkRequest, presignLink } from './object-links.ts';

/** How long an upload may be begun after its link was given, seconds. */
const uploadSeconds = 10 * 60;
/** How long a file can be fetched after its link was given, seconds. */
const downloadSeconds = 10 * 60;
/** How long a request of our own may take, milliseconds; one that carries a whole file takes longer. */
const requestMs = 4_000;
const transferMs = 12_000;

/** A link, and until when it holds, epoch milliseconds. */
interface TimedLink {
  readonly url: string;
  readonly expiresAt: number;
}

/** The bucket's answer was neither success nor a refusal. The state of the object is unknown. */
export class BucketError extends Error {
  override readonly name = 'BucketError';
  readonly code = 'bucket.failed';
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;

  constructor(method: string, status: number, options?: ErrorOptions) {
    super(`The bucket answered ${status === 0 ? 'nothing' : status} to ${method}.`, options);
    this.status = status;
  }
}

/** What an object is, as the bucket says. */
export interface StoredObject {
  readonly type: string;
  readonly sizeBytes: number;
}

/** The objects of attachments. */
export interface ObjectStore {
  /** A link to upload the file, once, with these headers and of exactly the size that the record says. */
  uploadLink(record: AttachmentRecord): TimedLink & { readonly headers: Readonly<Record<string, string>> };
  /** A link to fetch the file. A browser shows pictures and saves anything else under its name. */
  downloadLink(record: Pick<AttachmentRecord, 'attachmentId' | 'type' | 'name'>): TimedLink;
  /** @returns the object's properties, or `undefined` if there is no such object. @throws {BucketError} */
  find(attachmentId: string): Promise<StoredObject | undefined>;
  /** @returns the bytes of a file, or `undefined` if there is none. @throws {BucketError} */
  read(attachmentId: string): Promise<Uint8Array | undefined>;
  /**
   * Stores a file that came another way than by an upload link.
   *
   * @returns false where something lies there already: the same file, or the empty object of one that was taken away
   * @throws {BucketError}
   */
  write(record: Pick<AttachmentRecord, 'attachmentId' | 'type'>, content: Uint8Array): Promise<boolean>;
  /**
   * Removes a file for good, even if it is not uploaded yet. An empty object takes its place, because a link to upload it
   * may still hold, and takes a file only if there is none. The bucket deletes the empty object in its time.
   *
   * @throws {BucketError}
   */
  remove(attachmentId: string): Promise<void>;
}

/**
 * @param now epoch milliseconds
 * @param request makes an HTTP request. @default fetch
 */
export function createObjectStore(
  access: BucketAccess,
  now: () => number,
  request: typeof fetch = fetch,
): ObjectStore {
  const link = (wanted: LinkRequest): TimedLink => {
    const signedAt = now();
    return {
      url: presignLink(access, wanted, signedAt),
      expiresAt: signedAt + wanted.expiresSeconds * 1_000,
    };
  };

  async function send(
    method: 'GET' | 'HEAD' | 'PUT',
    attachmentId: string,
    { headers = {}, body }: { readonly headers?: Record<string, string>; readonly body?: Uint8Array } = {},
  ): Promise<Response> {
    const { url } = link({ method, key: objectKeyOf(attachmentId), expiresSeconds: 60, headers });
    const timeoutMs = method === 'GET' || body !== undefined ? transferMs : requestMs;
    try {
      return await request(url, {
        method,
        headers,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body && { body: body as Uint8Array<ArrayBuffer> }),
      });
    } catch (error) {
      throw new BucketError(method, 0, { cause: error });
    }
  }

  return {
    uploadLink({ attachmentId, type, sizeBytes }) {
      // `if-none-match` makes it an upload that happens once: what others have seen cannot be replaced.
      const headers = { 'content-type': type, 'if-none-match': '*' };
      const signed = { ...headers, 'content-length': String(sizeBytes) };
      const key = objectKeyOf(attachmentId);
      return { ...link({ method: 'PUT', key, expiresSeconds: uploadSeconds, headers: signed }), headers };
    },
    downloadLink: ({ attachmentId, type, name }) =>
      link({
        method: 'GET',
        key: objectKeyOf(attachmentId),
        expiresSeconds: downloadSeconds,
        query: { 'response-content-type': type, 'response-content-disposition': dispositionOf(type, name) },
      }),
    async find(attachmentId) {
      const response = await send('HEAD', attachmentId);
      // Without the right to list the bucket, S3 answers 403 for what is not there.
      if (response.status === 404 || response.status === 403) return undefined;
      if (!response.ok) throw new BucketError('HEAD', response.status);
      const sizeBytes = Number(response.headers.get('content-length'));
      // A file is never empty: this one was taken away.
      return sizeBytes === 0 ? undefined : { type: response.headers.get('content-type') ?? '', sizeBytes };
    },
    async read(attachmentId) {
      const response = await send('GET', attachmentId);
      if (response.status === 404 || response.status === 403) return undefined;
      if (!response.ok) throw new BucketError('GET', response.status);
      const content = new Uint8Array(await response.arrayBuffer());
      return content.length === 0 ? undefined : content;
    },
    async write({ attachmentId, type }, content) {
      const headers = { 'content-type': type, 'if-none-match': '*' };
      const response = await send('PUT', attachmentId, { headers, body: content });
      if (response.status === 412) return false;
      if (!response.ok) throw new BucketError('PUT', response.status);
      return true;
    },
    async remove(attachmentId) {
      const response = await send('PUT', attachmentId);
      if (!response.ok) throw new BucketError('PUT', response.status);
    },
  };
}

const dispositionOf = (type: string, name: string): string =>
  `${type.startsWith('image/') ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`;
