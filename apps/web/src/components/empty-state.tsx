import type { JSX } from 'preact';
import { LogoMark } from './icons.tsx';
import { QuickReplies } from './quick-replies.tsx';

const suggestions = ['Hello!', 'What can you do?', 'Tell me a joke'];

export const EmptyState = ({ onChoose }: { readonly onChoose: (text: string) => void }): JSX.Element => (
  <section class="empty">
    <LogoMark />
    <h2>How can we help?</h2>
    <p>Ask anything. The assistant answers at once, and a person can join at any time.</p>
    <QuickReplies label="Suggestions" texts={suggestions} onChoose={onChoose} />
  </section>
);
