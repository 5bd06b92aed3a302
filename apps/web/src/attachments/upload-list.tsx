import { limits } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { CloseIcon, FileIcon } from '../components/icons.tsx';
import { useWords } from '../i18n/language.ts';
import type { Words } from '../i18n/words.ts';
import type { Upload, UploadProblem, Uploads } from './use-uploads.ts';

/** The files that go with the next message. */
export function UploadList({ uploads }: { readonly uploads: Uploads }): JSX.Element | null {
  const words = useWords();
  if (uploads.list.length === 0) return null;
  return (
    <ul class="uploads" aria-label={words.files}>
      {uploads.list.map((upload) => (
        <li key={upload.id} class="upload" data-state={stateOf(upload)}>
          {upload.preview === undefined ? <FileIcon /> : <img src={upload.preview} alt="" />}
          <span class="file-name">
            <bdi>{upload.name}</bdi>
            <small role="status">{stateText(upload, words)}</small>
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label={words.removeFile(upload.name)}
            onClick={() => uploads.remove(upload.id)}
          >
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}

const stateOf = ({ attachment, problem }: Upload): string =>
  problem ? 'failed' : attachment ? 'ready' : 'uploading';

function stateText({ attachment, problem }: Upload, words: Words): string {
  if (problem) return problemText(problem, words);
  return attachment ? words.uploaded : words.uploading;
}

const megabytes = Math.floor(limits.attachmentBytes / 1024 / 1024);

function problemText(problem: UploadProblem, words: Words): string {
  switch (problem) {
    case 'failed':
      return words.uploadFailed;
    case 'tooLarge':
      return words.fileTooLarge(megabytes);
    case 'tooMany':
      return words.tooManyFiles(limits.attachmentsPerMessage);
    case 'wrongType':
      return words.fileOfWrongType;
  }
}
