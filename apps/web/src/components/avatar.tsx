import type { JSX } from 'preact';
import { hueOf, initialsOf } from '../text/names.ts';
import { SparkIcon } from './icons.tsx';

/** A person's picture: their initials on a colour of their own. */
export const Avatar = ({ name }: { readonly name: string }): JSX.Element => (
  <span class="avatar" data-hue={hueOf(name)} aria-hidden="true">
    {initialsOf(name)}
  </span>
);

export const BotAvatar = (): JSX.Element => (
  <span class="avatar" data-bot="" aria-hidden="true">
    <SparkIcon />
  </span>
);
