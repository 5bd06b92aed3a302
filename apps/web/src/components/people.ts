import { type Person, shownName } from '@switchboard/chat-client';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** What the page knows of people. */
export interface People {
  /** How a user is called, or `undefined` where only their id is known. */
  readonly nameOf: (userId: string) => string | undefined;
  /** The address of a user's picture. */
  readonly pictureOf: (userId: string) => string | undefined;
}

/** People who have said how they are called; of others the id can be a name. */
export const peopleOf = (known: ReadonlyMap<string, Person>): People => ({
  nameOf: (userId) => shownName({ userId, name: known.get(userId)?.name }),
  pictureOf: (userId) => known.get(userId)?.picture,
});

export const PeopleContext = createContext<People>(peopleOf(new Map()));

export const usePeople = (): People => useContext(PeopleContext);
