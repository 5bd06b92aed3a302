import { deReceipt } from './de.ts';
import { enReceipt } from './en.ts';
import type { Language } from './language.ts';
import type { Receipt } from './texts.ts';

const receipts: Readonly<Record<Language, Receipt>> = { en: enReceipt, de: deReceipt };

export const receiptIn = (language: Language): Receipt => receipts[language];
