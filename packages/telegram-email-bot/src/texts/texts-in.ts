import { de } from './de.ts';
import { en } from './en.ts';
import type { Language } from './language.ts';
import type { Texts } from './texts.ts';

const all: Readonly<Record<Language, Texts>> = { en, de };

export const textsIn = (language: Language): Texts => all[language];
