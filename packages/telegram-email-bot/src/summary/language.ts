/** Frequent words that say little, by language: they tell the language, and are left out where words are compared. */
const functionWords: Readonly<Record<string, string>> = {
  en: 'the and to of a in is you that it for on with as are this be at have from or by not but what all we your can will if our an has been please was',
  de: 'der die das und in zu den mit von ist des sich auf für nicht ein eine im dem auch es an werden aus er hat dass sie nach wird bei wir ihr ihre ich bitte oder wenn uns sind noch',
  fr: 'le la les de des et est en un une du que qui dans pour pas vous au sur ce avec ne se nous votre il plus par je sont cette être notre aux mais si',
  es: 'el la los las de y que en un una es por con para su no del se al lo como más o pero sus le ha este si nos usted tu está son muy',
  it: 'il la le di e che in un una è per con non del si da lo gli al sono della nel come più ma su questo dei alla ti le tuo nostro vostra',
  pt: 'o a os as de e que em um uma é por com para não do da se ao no na seu sua mais como mas foi você são pelo está nos',
  nl: 'de het een en van in is dat op te met voor niet zijn er aan je om ook als bij uw we wordt naar ons dit maar of hebben kunt',
  sv: 'och att det som en på är av för med till den inte har de ett om du kan vi men från din så eller när vill oss',
  da: 'og at det er en til på som af for med den ikke de du har i et kan om vi din fra men så eller skal dig hvad mig os efter blev får hvis',
  nb: 'og å det er en til på som av for med den ikke de du har i et kan om vi din fra men så eller skal deg hva meg oss etter ble får hvis',
  fi: 'ja on ei se että hän oli mutta kun niin myös ovat tai jos voi ole kuin nyt jo vain sen sinun meidän tämä olemme',
  pl: 'i w na z do się nie że to jest o jak po za od ale przez dla czy są być twoje oraz lub tym go jego można nas',
  cs: 'a v na se je že s z do o to i pro ale za jsou by jako po od vás váš nebo jsme tak které který při už není můžete',
  sk: 'a v na sa je že s z do o to i pre ale za sú by ako po od vás váš alebo sme tak ktoré ktorý pri už nie môžete',
  hu: 'a az és hogy nem is egy ez van meg de ha csak mint már vagy azt el még fel ki lehet kell önnek kérjük',
  ro: 'și de la în a pe cu este nu că pentru din un o se mai sau care au fost dar sunt prin vă dumneavoastră',
  tr: 've bir bu da de için ile çok olarak daha gibi ne var ama sonra kadar size veya lütfen değil olan her',
  hr: 'i je u se na da za su od s ne što kao ali će ili biti iz koji o do vas može kako te smo',
};

const scripts: readonly (readonly [language: string, pattern: RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['uk', /[іїєґ]/giu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['fa', /[پچژگ]/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
];

const wordSets = new Map(
  Object.entries(functionWords).map(([language, words]) => [language, new Set(words.split(' '))] as const),
);
const noWords: ReadonlySet<string> = new Set();

/** Words that say little in a language; none where the language is not known here. */
export const functionWordsOf = (language: string): ReadonlySet<string> => wordSets.get(language) ?? noWords;

/** How much of a text is looked at, in UTF-16 code units. */
const longestSample = 5_000;

/** @returns the language of a text as an ISO 639-1 code, for example `de`; `en` where it cannot be told */
export function languageOf(text: string): string {
  const sample = text.slice(0, longestSample);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  return byScript(sample, letters) ?? byWords(sample) ?? 'en';
}

function byScript(sample: string, letters: number): string | undefined {
  const share = ([, pattern]: readonly [string, RegExp]) =>
    (sample.match(pattern)?.length ?? 0) / Math.max(letters, 1);
  // A few letters tell one language from others of the same script: Japanese kana, Ukrainian and Persian letters.
  const least: Readonly<Record<string, number>> = { ja: 0.1, uk: 0.02, fa: 0.02 };
  return scripts.find((script) => share(script) >= (least[script[0]] ?? 0.4))?.[0];
}

/** The language with most of its function words in the text; a word that several languages have counts less for each. */
function byWords(sample: string): string | undefined {
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  const scores = new Map<string, number>();
  for (const word of words) {
    const languages = [...wordSets].filter(([, set]) => set.has(word));
    for (const [language] of languages)
      scores.set(language, (scores.get(language) ?? 0) + 1 / languages.length);
  }
  const [best] = [...scores].toSorted(([, left], [, right]) => right - left);
  return best && best[1] >= 1 ? best[0] : undefined;
}
