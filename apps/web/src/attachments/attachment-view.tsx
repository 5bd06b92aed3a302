import type { Attachment } from '@switchboard/chat-client';
import { createContext, type JSX } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { FileIcon } from '../components/icons.tsx';
import { useLanguage } from '../i18n/language.ts';
import { sizeLabel } from '../text/size-label.ts';
import type { AttachmentLinks } from './attachment-links.ts';

/** Where links to files come from. */
export const AttachmentLinksContext = createContext<AttachmentLinks | undefined>(undefined);

interface AttachmentViewProps {
  readonly attachments: readonly Attachment[];
}

/** The files of a message: pictures as pictures, others with their names. */
export const AttachmentView = ({ attachments }: AttachmentViewProps): JSX.Element => (
  <ul class="attachments">
    {attachments.map((attachment) => (
      <li key={attachment.attachmentId}>
        {attachment.width !== undefined && attachment.height !== undefined ? (
          <Picture attachment={attachment} width={attachment.width} height={attachment.height} />
        ) : (
          <FileCard attachment={attachment} />
        )}
      </li>
    ))}
  </ul>
);

interface PictureProps {
  readonly attachment: Attachment;
  readonly width: number;
  readonly height: number;
}

/** The longer side of a picture in a bubble, in pixels. */
const pictureSide = 320;

function Picture({ attachment, width, height }: PictureProps): JSX.Element {
  const scale = Math.min(1, pictureSide / Math.max(width, height));
  const small = useLink(attachment.thumbnailId ?? attachment.attachmentId);
  return (
    <OpenFile attachment={attachment}>
      {/* Its room is there before it is: nothing jumps. */}
      <img
        class="picture"
        src={small}
        alt={attachment.name}
        width={Math.round(width * scale)}
        height={Math.round(height * scale)}
      />
    </OpenFile>
  );
}

function FileCard({ attachment }: { readonly attachment: Attachment }): JSX.Element {
  const { locale } = useLanguage();
  return (
    <OpenFile attachment={attachment}>
      <FileIcon />
      <span class="file-name">
        <bdi>{attachment.name}</bdi>
        <small>{sizeLabel(attachment.size, locale)}</small>
      </span>
    </OpenFile>
  );
}

interface OpenFileProps {
  readonly attachment: Attachment;
  readonly children: JSX.Element | readonly JSX.Element[];
}

/** Opens a file in a new tab. The link is fetched when it is needed, because links expire after some minutes. */
function OpenFile({ attachment, children }: OpenFileProps): JSX.Element {
  const { words } = useLanguage();
  const links = useContext(AttachmentLinksContext);
  const [isGone, setGone] = useState(false);
  const open = async (): Promise<void> => {
    const link = await links?.get(attachment.attachmentId);
    if (link) follow(link.url, attachment.type);
    setGone(link === undefined);
  };
  return (
    <button
      type="button"
      class="open-file"
      title={attachment.name}
      onClick={() => {
        open().catch(() => setGone(true));
      }}
    >
      {children}
      {isGone && <em role="alert">{words.fileGone}</em>}
    </button>
  );
}

/** Opens a picture in a new tab, and downloads any other file. */
function follow(url: string, type: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.rel = 'noopener noreferrer';
  if (type.startsWith('image/')) link.target = '_blank';
  link.click();
}

/** The address of a file, once it is known. */
function useLink(attachmentId: string): string | undefined {
  const links = useContext(AttachmentLinksContext);
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    links?.get(attachmentId).then(
      (link) => isCurrent && setUrl(link?.url),
      // Without a connection there is no picture yet; the file can be opened later.
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [links, attachmentId]);
  return url;
}
