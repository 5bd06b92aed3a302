/** CSS properties and their values, in lower case. */
export type Declarations = ReadonlyMap<string, string>;

/** The properties that decide whether text can be seen. */
const properties = new Set(
  (
    'display visibility opacity mso-hide color background background-color background-image font-size text-indent transform clip ' +
    'overflow overflow-x overflow-y height max-height width max-width position left top'
  ).split(' '),
);

/** How much is read of the declarations of one element or rule, in characters. */
const longestDeclarations = 4_000;

/** @returns those declarations of a `style` attribute or of a rule that decide what can be seen; later ones win */
function declarationsOf(css: string): Declarations {
  const declarations = new Map<string, string>();
  for (const declaration of css.slice(0, longestDeclarations).toLowerCase().split(';')) {
    const colon = declaration.indexOf(':');
    const value = declaration
      .slice(colon + 1)
      .replace('!important', '')
      .trim();
    const property = declaration.slice(0, Math.max(colon, 0)).trim();
    if (properties.has(property)) declarations.set(property, value);
  }
  return declarations;
}

const none: Declarations = new Map();

/** The most rules that are kept of one mail. */
const mostRules = 2_000;

/** The rules of a mail's `<style>` elements for the simplest selectors: `tag`, `.class`, `#id`, `tag.class`, `tag#id`. */
export class StyleSheet {
  readonly #rules = new Map<string, Declarations>();

  /** Adds the rules of a `<style>` element. Rules for some media only are left out: they may not apply. */
  add(css: string): void {
    const text = withoutComments(css);
    let depth = 0;
    let from = 0;
    let selectors = '';
    for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
      const before = text.slice(from, index);
      from = index + 1;
      if (brace === '{') {
        if (depth === 0) selectors = before;
        depth += 1;
      } else {
        if (depth === 1 && !selectors.includes('@')) this.#addRules(selectors, declarationsOf(before));
        depth = Math.max(depth - 1, 0);
      }
    }
  }

  #addRules(selectors: string, declarations: Declarations): void {
    for (const selector of selectors.toLowerCase().split(',')) {
      const name = selector.trim();
      if (!/^[a-z0-9]*(?:[.#][\w-]+)?$/.test(name) || this.#rules.size >= mostRules) continue;
      this.#rules.set(name, new Map([...(this.#rules.get(name) ?? []), ...declarations]));
    }
  }

  /** @returns what applies to an element: the rules for it, and over them its own `style` attribute */
  declarationsFor(name: string, attributes: ReadonlyMap<string, string>): Declarations {
    const style = attributes.get('style') ?? '';
    if (this.#rules.size === 0) return style === '' ? none : declarationsOf(style);
    const marks = [
      ...(attributes.get('class') ?? '')
        .toLowerCase()
        .split(/\s+/)
        .slice(0, 8)
        .map((className) => `.${className}`),
      `#${(attributes.get('id') ?? '').toLowerCase()}`,
    ];
    const selectors = ['', ...marks].flatMap((mark) => [name + mark, mark]);
    const rules = selectors.flatMap((selector) => [...(this.#rules.get(selector) ?? [])]);
    return new Map([...rules, ...declarationsOf(style)]);
  }
}

const withoutComments = (css: string): string =>
  css
    .split('/*')
    .map((piece, index) => (index === 0 ? piece : piece.split('*/').slice(1).join('*/')))
    .join(' ');
