import { type Attachment, attachmentTypes, type ChatThread, limits } from '@switchboard/chat-client';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { readPicture } from './picture.ts';

/** Why a file cannot be sent. */
export type UploadProblem = 'failed' | 'tooLarge' | 'wrongType' | 'tooMany';

/** A file that is to be sent with the next message. */
export interface Upload {
  readonly id: number;
  readonly name: string;
  /** Shows a picture before it is there; revoked when the upload leaves the list. */
  readonly preview: string | undefined;
  /** Absent while it is on its way. */
  readonly attachment?: Attachment;
  readonly problem?: UploadProblem;
}

export interface Uploads {
  readonly list: readonly Upload[];
  readonly isUploading: boolean;
  add(files: Iterable<File>): void;
  remove(id: number): void;
  /** Takes what was uploaded, for a message. */
  take(): readonly Attachment[];
}

/** Uploads files for a thread as soon as they are chosen, so that sending them later is quick. */
export function useUploads(thread: ChatThread): Uploads {
  const [list, setList] = useState<readonly Upload[]>([]);
  const latest = useRef(list);
  latest.current = list;
  const started = useRef(0);
  const aborts = useRef(new Map<number, AbortController>());
  const change = useCallback((id: number, fields: Partial<Upload>) => {
    setList((uploads) => uploads.map((upload) => (upload.id === id ? { ...upload, ...fields } : upload)));
  }, []);
  useEffect(
    () => () => {
      for (const abort of aborts.current.values()) abort.abort();
      latest.current.forEach(revoke);
    },
    [],
  );

  const add = useCallback(
    (files: Iterable<File>) => {
      const added = [...files].map((file, index) => {
        started.current += 1;
        const isTooMany = latest.current.length + index >= limits.attachmentsPerMessage;
        const problem = isTooMany ? 'tooMany' : problemOf(file);
        const preview = !problem && file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined;
        return {
          file,
          upload: { id: started.current, name: file.name, preview, ...(problem && { problem }) },
        };
      });
      setList((uploads) => [...uploads, ...added.map(({ upload }) => upload)]);
      for (const { file, upload } of added) {
        if (upload.problem) continue;
        const abort = new AbortController();
        aborts.current.set(upload.id, abort);
        uploadWhole(thread, file, abort.signal).then(
          (attachment) => change(upload.id, { attachment }),
          (error: unknown) => {
            if (abort.signal.aborted) return;
            reportError(error);
            change(upload.id, { problem: 'failed' });
          },
        );
      }
    },
    [thread, change],
  );
  const remove = useCallback((id: number) => {
    aborts.current.get(id)?.abort();
    latest.current.filter((upload) => upload.id === id).forEach(revoke);
    setList((uploads) => uploads.filter((upload) => upload.id !== id));
  }, []);
  const take = useCallback(() => {
    latest.current.forEach(revoke);
    setList([]);
    return latest.current.flatMap(({ attachment }) => attachment ?? []);
  }, []);
  const isUploading = list.some(({ attachment, problem }) => !attachment && !problem);
  return { list, isUploading, add, remove, take };
}

const revoke = ({ preview }: Upload): void => {
  if (preview !== undefined) URL.revokeObjectURL(preview);
};

function problemOf({ type, size }: File): UploadProblem | undefined {
  if (!(attachmentTypes as readonly string[]).includes(type)) return 'wrongType';
  return size > limits.attachmentBytes ? 'tooLarge' : undefined;
}

/** Uploads a file and, of a large picture, a small version of it. */
async function uploadWhole(thread: ChatThread, file: File, signal: AbortSignal): Promise<Attachment> {
  const [attachment, picture] = await Promise.all([thread.upload(file, { signal }), readPicture(file)]);
  if (!picture) return attachment;
  const { width, height, thumbnail } = picture;
  // A picture can be shown without a small version of it.
  const small = thumbnail && (await thread.upload(thumbnail, { signal }).catch(reportError));
  return { ...attachment, width, height, ...(small ? { thumbnailId: small.attachmentId } : {}) };
}
