import type { Range } from './lines.ts';

export type FactKind = 'code' | 'amount' | 'reference' | 'date';

/** Something that a person wants to see at once, as the mail writes it. */
export interface Fact extends Range {
  readonly kind: FactKind;
  readonly text: string;
}

/** How much of a text is looked through, in UTF-16 code units, and how many facts of a kind are kept. */
const longestText = 50_000;
const mostOfAKind = 3;

/** @returns the one-time codes, amounts, numbers of invoices and orders, and dates in a text; the important ones of a kind first */
export function factsIn(text: string): readonly Fact[] {
  const sample = text.slice(0, longestText);
  return [codesIn(sample), amountsIn(sample), referencesIn(sample), datesIn(sample)].flatMap(firstOnes);
}

const firstOnes = (facts: readonly Fact[]): readonly Fact[] =>
  [...new Map(facts.toReversed().map((fact) => [fact.text, fact])).values()]
    .toReversed()
    .slice(0, mostOfAKind);

const codeWord =
  /\b(?:code|pin|otp|passcode|one[- ]time password|einmal(?:passwort|kennwort)|tan|código|codice|kod|kód)\b|(?:bestätigungs|sicherheits|einmal|zugangs|anmelde|aktivierungs|verifizierungs|verificatie|beveiligings)code\b/giu;
/** A word before the code word that makes it another kind of code. */
const otherCode =
  /(?:zip|postal|area|country|dress|promo|promotional|discount|coupon|voucher|gift|referral|error|source|qr|bar|status|tax|product|sort|bank|swift|gutschein|rabatt|fehler|quell)[ -]?$/iu;
const code =
  /(?<![\p{L}\p{N}.,:/@#€$£+-])(?:\d{4,8}|\d{3}[ -]\d{3}|\d{4}[ -]\d{4}|[A-Z]-\d{4,8}|(?=[A-Z0-9]{0,9}\d)(?=[A-Z0-9]{0,9}[A-Z])[A-Z0-9]{5,10})(?![\p{L}\p{N}]|[.,:/-]\d|\s?[€$£%])/gu;
/** How far a code may be behind its word, and before it. */
const farthestBehind = 120;
const farthestBefore = 50;

/** Codes near a word that announces one. */
function codesIn(text: string): readonly Fact[] {
  const words = [...text.matchAll(codeWord)].filter(
    ({ index }) => !otherCode.test(text.slice(Math.max(index - 15, 0), index)),
  );
  return [...text.matchAll(code)].flatMap((match) => {
    const start = match.index;
    const word = words.find(
      ({ index, 0: announced }) =>
        start - (index + announced.length) <= farthestBehind &&
        index - (start + match[0].length) <= farthestBefore,
    );
    const isNext = word !== undefined && start > word.index && start - word.index <= 12;
    return word && (isNext || !isYear(match[0])) ? [factOf('code', match)] : [];
  });
}

const isYear = (text: string): boolean => /^(?:19|20)\d\d$/.test(text);

const factOf = (kind: FactKind, { 0: text, index }: RegExpExecArray): Fact => ({
  kind,
  text: text.replaceAll(/\s+/g, ' ').trim(),
  start: index,
  end: index + text.length,
});

const currency = String.raw`(?:€|\$|£|¥|zł|Kč|CHF|EUR|USD|GBP|SEK|NOK|DKK|PLN|CZK|CAD|AUD|JPY)`;
const number = String.raw`\d{1,3}(?:[.,'’ \u202f]\d{3}){0,4}(?:[.,](?:\d{2}|-{1,2}|–))?|\d{1,9}(?:[.,]\d{2})?`;
const amount = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,])(?:${currency}\s?(?:${number})|(?:${number})\s?${currency})(?![\p{L}\p{N}]|[.,]\d)`,
  'gu',
);
const totalWord =
  /(?:total|amount|due|to pay|balance|price|summe|gesamt\p{L}*|betrag|rechnungsbetrag|zu zahlen|preis|montant|à payer|importe|importo|totale|bedrag|celkem|kwota)[^\n]{0,30}$/iu;

/** Amounts of money; what is said to be a total comes first. */
function amountsIn(text: string): readonly Fact[] {
  const isTotal = ({ index }: RegExpExecArray) => totalWord.test(text.slice(Math.max(index - 50, 0), index));
  const found = [...text.matchAll(amount)].slice(0, 200);
  return [...found.filter(isTotal), ...found.filter((match) => !isTotal(match))].map((match) =>
    factOf('amount', match),
  );
}

const reference =
  /\b(?:invoice|rechnung|facture|factura|fattura|factuur|faktura|order|bestellung|commande|pedido|ordine|auftrag|booking|buchung|reservation|reservierung|ticket|tracking|sendung|shipment|reference|vorgang|case|vertrag|contract)(?:s?(?:nummer|number|-?nr\.?|-?id))?\s{0,3}(?:no\.?|nr\.?|number|nummer|id|n°|num\.?)?\s{0,3}[:#]?\s{0,3}#?(?=[A-Z0-9./_-]{0,24}\d)[A-Z0-9][A-Z0-9./_-]{3,24}(?<![.,/_-])/giu;

const referencesIn = (text: string): readonly Fact[] =>
  [...text.matchAll(reference)].slice(0, 200).map((match) => factOf('reference', match));

const month =
  '(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|janv|févr|mars|avril|juin|juil|août|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott)\\p{L}{0,7}\\.?';
const time = String.raw`(?:[,\s]{1,2}(?:(?:at|um|à|alle|a las|,)\s)?\d{1,2}(?::\d\d\s?(?:[ap]\.?m\.?)?|\s?[ap]\.?m\.?)(?:\s?Uhr)?)?`;
const date = new RegExp(
  [
    String.raw`(?<![\d.])\d{1,2}\.\d{1,2}\.(?:20)?\d\d(?!\.?\d)${time}`,
    String.raw`(?<!\d)20\d\d-\d\d-\d\d(?!\d)(?:[T ]\d\d:\d\d)?`,
    String.raw`(?<![\d/])\d{1,2}/\d{1,2}/(?:20)?\d\d(?![\d/])${time}`,
    String.raw`(?<![\p{L}\p{N}])\d{1,2}(?:st|nd|rd|th|\.)?\s(?:(?:of|de)\s)?${month}(?:,?\s(?:de\s)?20\d\d)?(?![\p{L}])${time}`,
    String.raw`(?<![\p{L}])${month}\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s20\d\d)?(?![\p{N}])${time}`,
  ].join('|'),
  'giu',
);

const datesIn = (text: string): readonly Fact[] =>
  [...text.matchAll(date)].slice(0, 200).map((match) => {
    // A full stop ends the sentence, not the date; that of `2 p.m.` belongs to it.
    match[0] = match[0].replace(/(?<!\b[ap]\.?m)\.$/i, '');
    return factOf('date', match);
  });
