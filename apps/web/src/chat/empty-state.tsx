import type { Brand } from '@switchboard/declarations/brand';
import type { JSX } from 'preact';
import { LogoMark } from '../components/icons.tsx';
import { QuickReplies } from '../components/quick-replies.tsx';
import { useWords } from '../i18n/language.ts';

interface EmptyStateProps {
  readonly brand: Brand;
  readonly onChoose: (text: string) => void;
}

/** What a reader sees before anything was said. */
export function EmptyState({ brand, onChoose }: EmptyStateProps): JSX.Element {
  const words = useWords();
  const suggestions = brand.suggestions ?? [words.suggestHello, words.suggestHelp, words.suggestJoke];
  return (
    <section class="empty">
      {brand.logo === undefined ? <LogoMark /> : <img src={brand.logo} alt="" />}
      <h2 dir="auto">{brand.title ?? words.howCanWeHelp}</h2>
      <p dir="auto">{brand.greeting ?? words.greeting}</p>
      {suggestions.length > 0 && (
        <QuickReplies label={words.suggestions} texts={suggestions} onChoose={onChoose} />
      )}
    </section>
  );
}
