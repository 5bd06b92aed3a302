import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { hueOf, initialsOf } from '../text/names.ts';
import { SparkIcon } from './icons.tsx';

interface AvatarProps {
  readonly name: string;
  /** The address of a picture. @default the initials, on a colour of their own */
  readonly picture?: string | undefined;
}

/** A person's picture. */
export function Avatar({ name, picture }: AvatarProps): JSX.Element {
  const [failed, setFailed] = useState<string>();
  if (picture !== undefined && picture !== failed) {
    return (
      <img
        class="avatar"
        src={picture}
        alt=""
        referrerpolicy="no-referrer"
        onError={() => setFailed(picture)}
      />
    );
  }
  return (
    <span class="avatar" data-hue={hueOf(name)} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

export const BotAvatar = (): JSX.Element => (
  <span class="avatar" data-bot="" aria-hidden="true">
    <SparkIcon />
  </span>
);
