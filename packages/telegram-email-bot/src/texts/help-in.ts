import type { RichText } from '../telegram/rich-text.ts';
import { deHelp } from './de.ts';
import { enHelp } from './en.ts';
import type { Language } from './language.ts';

const texts: Readonly<Record<Language, () => RichText>> = { en: enHelp, de: deHelp };

export const helpIn = (language: Language): RichText => texts[language]();
