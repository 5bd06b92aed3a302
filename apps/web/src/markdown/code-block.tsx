import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CheckIcon, CopyIcon } from '../components/icons.tsx';
import { useWords } from '../i18n/language.ts';

interface CodeBlockProps {
  readonly text: string;
  readonly language?: string | undefined;
}

const copiedForMs = 2_000;

/** Code, always from left to right, with a button that copies it. */
export function CodeBlock({ text, language }: CodeBlockProps): JSX.Element {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), copiedForMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    // The browser may refuse the clipboard to a page in a frame: then the reader selects the text as ever.
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <figure class="code" dir="ltr">
      <figcaption>
        <span>{language}</span>
        <button type="button" onClick={copy} aria-label={copied ? words.copied : words.copy}>
          {copied ? <CheckIcon /> : <CopyIcon />}
        </button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
