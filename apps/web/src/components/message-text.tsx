import { createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { isEmojiOnly } from '../text/emoji.ts';
import { PlainText } from './plain-text.tsx';

export type MarkdownModule = typeof import('../markdown/markdown.tsx');

/** What draws Markdown; absent until it is loaded. */
export const MarkdownContext = createContext<MarkdownModule | undefined>(undefined);

interface MessageTextProps {
  readonly text: string;
  /** Bots and operators write Markdown; what customers write is shown as it is. */
  readonly markdown: boolean;
}

export function MessageText({ text, markdown }: MessageTextProps): JSX.Element {
  const module = useContext(MarkdownContext);
  if (isEmojiOnly(text)) return <span class="emoji-only">{text}</span>;
  if (!markdown || !module)
    return (
      <p class="plain">
        <PlainText text={text} />
      </p>
    );
  return <module.Markdown text={text} />;
}
