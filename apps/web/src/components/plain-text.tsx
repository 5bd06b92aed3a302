import type { JSX } from 'preact';
import { linkify } from '../text/linkify.ts';

/** A text, always as text: only web addresses become elements, and those are links of ours. */
export const PlainText = ({ text }: { readonly text: string }): JSX.Element => (
  <>
    {linkify(text).map((part, index) =>
      part.type === 'link' ? (
        <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow ugc">
          {part.text}
        </a>
      ) : (
        part.text
      ),
    )}
  </>
);
