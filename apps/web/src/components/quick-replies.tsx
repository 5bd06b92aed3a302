import type { JSX } from 'preact';

interface QuickRepliesProps {
  readonly label: string;
  readonly texts: readonly string[];
  readonly onChoose: (text: string) => void;
}

export const QuickReplies = ({ label, texts, onChoose }: QuickRepliesProps): JSX.Element => (
  <ul class="quick-replies" aria-label={label}>
    {texts.map((text) => (
      <li key={text}>
        <button type="button" class="chip" dir="auto" onClick={() => onChoose(text)}>
          {text}
        </button>
      </li>
    ))}
  </ul>
);
