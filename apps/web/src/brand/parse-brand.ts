import { type Brand, brandRules } from '@switchboard/declarations/brand';

interface ParsedBrand {
  readonly brand: Brand;
  /** Everything that is wrong, each with what would be right. */
  readonly problems: readonly string[];
}

/** Reads what a page was given as its brand. Fields that do not exist are named too: they are misspelt. */
export function parseBrand(value: unknown): ParsedBrand {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { brand: {}, problems: ['brand must be an object'] };
  }
  const problems = Object.entries(value).flatMap(([field, given]) => {
    if (!Object.hasOwn(brandRules, field))
      return [`brand.${field} is unknown; use ${Object.keys(brandRules).join(', ')}`];
    const { isRight, right } = brandRules[field as keyof Brand];
    return isRight(given) ? [] : [`brand.${field} should be ${right}, but is ${JSON.stringify(given)}`];
  });
  return problems.length > 0 ? { brand: {}, problems } : { brand: value as Brand, problems };
}
