import { limits } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Avatar } from '../components/avatar.tsx';
import { Dialog } from './dialogs.tsx';
import { problemText } from './problem-text.ts';
import type { OwnProfile } from './use-own-profile.ts';

interface ProfileDialogProps {
  readonly profile: OwnProfile;
  readonly onClose: () => void;
}

/** The dialog in which operators choose how they are shown. */
export function ProfileDialog({ profile, onClose }: ProfileDialogProps): JSX.Element {
  // Until something else is written, the fields show what is kept, which may come after the dialog has opened.
  const [newName, setName] = useState<string>();
  const [newPicture, setPicture] = useState<string>();
  const [name, picture] = [newName ?? profile.name, newPicture ?? profile.picture ?? ''];
  const [problem, setProblem] = useState<string>();
  const isShown = useRef(true);
  useLayoutEffect(
    () => () => {
      isShown.current = false;
    },
    [],
  );
  const address = picture.trim();
  const isAddress = /^https:\/\/\S+$/.test(address);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    if (address !== '' && !isAddress) {
      setProblem('The address of a picture begins with https://');
      return;
    }
    profile
      .save({
        name: name.trim(),
        ...(newPicture === undefined ? {} : { picture: address === '' ? null : address }),
      })
      // Another window may be open by then.
      .then(
        () => isShown.current && onClose(),
        (error: unknown) => setProblem(problemText(error)),
      );
  };
  return (
    <Dialog title="Your profile" onClose={onClose}>
      <p class="dialog-hint">Customers and colleagues see your name and your picture.</p>
      <form class="dialog-form" onSubmit={submit} noValidate>
        <div class="profile-preview">
          <Avatar name={name.trim() || profile.name} picture={isAddress ? address : undefined} />
          <bdi>{name.trim() || profile.name}</bdi>
        </div>
        <label class="field">
          <span>Name</span>
          <input
            type="text"
            autocomplete="name"
            maxLength={Math.floor(limits.nameBytes / 2)}
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>Address of a picture</span>
          <input
            type="url"
            inputmode="url"
            dir="ltr"
            placeholder="https://"
            maxLength={limits.pictureLength}
            value={picture}
            onInput={({ currentTarget }) => setPicture(currentTarget.value)}
          />
        </label>
        {picture !== '' && (
          <button type="button" class="button quiet" onClick={() => setPicture('')}>
            Remove the picture
          </button>
        )}
        {problem !== undefined && (
          <p class="sign-in-problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button" disabled={name.trim() === ''}>
          Save
        </button>
      </form>
    </Dialog>
  );
}
