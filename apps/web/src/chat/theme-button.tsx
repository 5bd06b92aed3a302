import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { MoonIcon, SunIcon } from '../components/icons.tsx';
import { useWords } from '../i18n/language.ts';
import type { Theme } from '../theme/theme.ts';

interface ThemeChoice {
  readonly initiallyDark: boolean;
  readonly onChooseTheme: (theme: Theme) => void;
}

export function ThemeButton({ initiallyDark, onChooseTheme }: ThemeChoice): JSX.Element {
  const words = useWords();
  const [dark, setDark] = useState(initiallyDark);
  const toggle = (): void => {
    onChooseTheme(dark ? 'light' : 'dark');
    setDark(!dark);
  };
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={dark ? words.lightColours : words.darkColours}
      onClick={toggle}
    >
      {dark ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}
