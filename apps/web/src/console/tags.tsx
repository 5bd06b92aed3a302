import { limits } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CloseIcon } from '../components/icons.tsx';

interface TagsProps {
  readonly tags: readonly string[];
  readonly onTags: (tags: readonly string[]) => void;
}

/** The tags of a conversation. */
export function Tags({ tags, onTags }: TagsProps): JSX.Element {
  const [text, setText] = useState('');
  const add = (event: Event): void => {
    event.preventDefault();
    const tag = text.trim();
    setText('');
    if (tag !== '' && !tags.includes(tag)) onTags([...tags, tag]);
  };
  return (
    <section class="tags">
      <h3>Tags</h3>
      <ul>
        {tags.map((tag) => (
          <li key={tag} class="tag">
            <bdi>{tag}</bdi>
            <button
              type="button"
              aria-label={`Remove the tag ${tag}`}
              onClick={() => onTags(tags.filter((other) => other !== tag))}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      {tags.length < limits.tags && (
        <form onSubmit={add}>
          <input
            type="text"
            aria-label="Add a tag"
            placeholder="Add a tag"
            maxLength={limits.tagBytes}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </form>
      )}
    </section>
  );
}
