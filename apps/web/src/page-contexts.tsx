import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { MarkdownContext, type MarkdownModule } from './components/message-text.tsx';
import { type Language, LanguageContext } from './i18n/language.ts';

interface PageContextsProps {
  readonly language: Language;
  /** The renderer of Markdown, while it loads. Until then, and if it cannot be loaded, texts are shown as they were written. */
  readonly markdown: Promise<MarkdownModule>;
  readonly children: ComponentChildren;
}

/** What every component of a page can use. */
export function PageContexts({ language, markdown, children }: PageContextsProps): JSX.Element {
  const [module, setModule] = useState<MarkdownModule>();
  useEffect(() => {
    markdown.then((loaded) => setModule(() => loaded), reportError);
  }, [markdown]);
  return (
    <LanguageContext.Provider value={language}>
      <MarkdownContext.Provider value={module}>{children}</MarkdownContext.Provider>
    </LanguageContext.Provider>
  );
}
