import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { nameOf } from '../text/names.ts';

/** What the page knows of people. */
export interface People {
  /** How a user is called, or `undefined` where only their id is known. */
  readonly nameOf: (userId: string) => string | undefined;
}

export const PeopleContext = createContext<People>({ nameOf });

export const usePeople = (): People => useContext(PeopleContext);
