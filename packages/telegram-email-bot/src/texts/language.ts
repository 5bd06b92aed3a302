/** The languages that the bot speaks. Each is one file beside this one. */
export const languages = ['en', 'de'] as const;

export type Language = (typeof languages)[number];

/** @returns the language of a code such as `de-AT`; English where the bot does not speak it */
export const languageOfCode = (code = ''): Language =>
  languages.find((language) => code.toLowerCase().split(/[-_]/)[0] === language) ?? 'en';
