import { deMenu } from './de.ts';
import { enMenu } from './en.ts';
import type { Language } from './language.ts';
import type { Menu } from './texts.ts';

const menus: Readonly<Record<Language, Menu>> = { en: enMenu, de: deMenu };

export const menuIn = (language: Language): Menu => menus[language];
