import type { JSX } from 'preact';
import { BellIcon, BellOffIcon } from '../components/icons.tsx';
import { useWords } from '../i18n/language.ts';

interface SoundButtonProps {
  readonly sound: boolean;
  readonly onSound: (sound: boolean) => void;
}

/** Whether a customer who looks elsewhere hears that somebody has answered. */
export function SoundButton({ sound, onSound }: SoundButtonProps): JSX.Element {
  const words = useWords();
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={sound ? words.soundOff : words.soundOn}
      onClick={() => onSound(!sound)}
    >
      {sound ? <BellIcon /> : <BellOffIcon />}
    </button>
  );
}
