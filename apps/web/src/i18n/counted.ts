type Category = Intl.LDMLPluralRule;

/** The form of a phrase that a language uses with this number. `other` is used where a form is missing. */
export function counted(
  language: string,
  count: number,
  forms: Readonly<Partial<Record<Category, string>> & { other: string }>,
): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
}
