import { decodeReferences } from './character-references.ts';
import { StyleSheet } from './styles.ts';
import { TextBuilder } from './text-builder.ts';
import { type HtmlToken, htmlTokens } from './tokens.ts';
import { isReadable, pageVisibility, type Visibility, visibilityIn } from './visibility.ts';

export interface Link {
  /** What a person sees of it. */
  readonly text: string;
  readonly url: string;
}

/** What a person sees of an HTML mail. */
export interface RenderedHtml {
  /** Quoted parts begin with `> `. */
  readonly text: string;
  readonly links: readonly Link[];
  /** How many characters were left out because a person would not see them. */
  readonly hiddenCharacters: number;
  /** Whether the HTML was longer than what is read of it. */
  readonly isCut: boolean;
}

/** How much of the HTML is read: characters, tags and texts, characters of one style sheet. */
const mostCharacters = 2_000_000;
const mostTokens = 300_000;
const longestStyles = 200_000;
/** How many elements may be open, and how many links are kept. */
const mostOpenElements = 400;
const mostLinks = 200;

const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
const silentElements = new Set(
  'script style title head template iframe noembed noframes object svg'.split(' '),
);
/** Elements that end one of their kind before them, and elements that such an end does not reach across. */
const endsItsLike = new Set('p li tr td th dt dd option'.split(' '));
const keepsApart = new Set('table ul ol dl div blockquote'.split(' '));

interface OpenElement {
  readonly name: string;
  readonly visibility: Visibility;
  /** Whether it takes its place on the page. */
  readonly isShown: boolean;
  /** Its text is code or a heading of the page, which nobody reads in the mail. */
  readonly isSilent: boolean;
  readonly isPreformatted: boolean;
  readonly isQuote: boolean;
  /** Where the text of a link began. */
  readonly link?: { readonly url: string; readonly start: number };
}

/** A cell without a font size has no text of its own, but what is in it has a size. */
const takesPlace = (visibility: Visibility): boolean => isReadable({ ...visibility, isTiny: false });

const page: OpenElement = {
  name: '',
  visibility: pageVisibility,
  isShown: true,
  isSilent: false,
  isPreformatted: false,
  isQuote: false,
};

/**
 * Turns HTML into the text that a person would see of it. Time and memory are linear in the length of the HTML. It reads at most
 * two million characters.
 */
export function htmlToText(html: string): RenderedHtml {
  const renderer = new Renderer();
  let tokens = 0;
  for (const token of htmlTokens(html.slice(0, mostCharacters))) {
    tokens += 1;
    if (tokens > mostTokens) break;
    renderer.take(token);
  }
  return renderer.result(html.length > mostCharacters || tokens > mostTokens);
}

/** Invariant: `#open` are the elements around the next token, the innermost last. */
class Renderer {
  readonly #styles = new StyleSheet();
  readonly #text = new TextBuilder();
  readonly #open: OpenElement[] = [page];
  /** How many elements of a name were started that `#open` had no room for. */
  readonly #untracked = new Map<string, number>();
  readonly #links: Link[] = [];
  #hiddenCharacters = 0;

  take(token: HtmlToken): void {
    if (token.type === 'text') this.#addText(token.text);
    else if (token.type === 'start') this.#start(token.name, token.attributes);
    else this.#end(token.name);
  }

  result(isCut: boolean): RenderedHtml {
    return {
      text: this.#text.toString(),
      links: this.#links,
      hiddenCharacters: this.#hiddenCharacters,
      isCut: isCut || this.#text.isFull,
    };
  }

  get #around(): OpenElement {
    return this.#open.at(-1) ?? page;
  }

  #addText(raw: string): void {
    const { name, isSilent, isPreformatted, visibility } = this.#around;
    if (name === 'style') this.#styles.add(raw.slice(0, longestStyles));
    if (isSilent) return;
    const text = decodeReferences(raw);
    if (isReadable(visibility)) this.#text.add(text, isPreformatted);
    else this.#hiddenCharacters += text.trim().length;
  }

  #start(name: string, attributes: ReadonlyMap<string, string>): void {
    if (endsItsLike.has(name)) this.#endLike(name);
    const around = this.#around;
    const visibility = visibilityIn(
      around.visibility,
      attributes,
      this.#styles.declarationsFor(name, attributes),
    );
    const isShown = visibility === around.visibility ? around.isShown : takesPlace(visibility);
    if (isShown) this.#text.beginElement(name, name === 'blockquote');
    if (voidElements.has(name)) return;
    this.#push({
      name,
      visibility,
      isShown,
      isSilent: around.isSilent || silentElements.has(name),
      isPreformatted: around.isPreformatted || name === 'pre',
      isQuote: name === 'blockquote' && isShown,
      ...this.#linkOf(name, attributes),
    });
  }

  #linkOf(name: string, attributes: ReadonlyMap<string, string>): Pick<OpenElement, 'link'> {
    const url = name === 'a' ? attributes.get('href') : undefined;
    return url === undefined ? {} : { link: { url: decodeReferences(url), start: this.#text.length } };
  }

  /** An element beyond the limit hides its content until the element around it ends. */
  #push(element: OpenElement): void {
    const { name, visibility } = element;
    if (this.#open.length < mostOpenElements) this.#open.push(element);
    else {
      this.#untracked.set(name, (this.#untracked.get(name) ?? 0) + 1);
      if (!isReadable(visibility)) this.#open.push({ ...(this.#open.pop() ?? page), visibility });
    }
  }

  /** `<li>` ends the item before it, `<p>` the paragraph: such end tags may be left out. */
  #endLike(name: string): void {
    const index = this.#open.findLastIndex(
      (element) => element.name === name || keepsApart.has(element.name),
    );
    if (this.#open[index]?.name === name) this.#closeFrom(index);
  }

  /** Ends an element and what is still open in it. An end tag without a start is passed over. */
  #end(name: string): void {
    const untracked = this.#untracked.get(name) ?? 0;
    if (untracked > 0) {
      this.#untracked.set(name, untracked - 1);
      return;
    }
    const index = this.#open.findLastIndex((element) => element.name === name);
    if (index > 0) this.#closeFrom(index);
  }

  #closeFrom(index: number): void {
    for (const { name, isQuote, link } of this.#open.splice(index).reverse()) {
      if (link) this.#addLink(link);
      this.#text.endElement(name, isQuote);
    }
  }

  #addLink({ url, start }: { readonly url: string; readonly start: number }): void {
    if (this.#links.length >= mostLinks) return;
    const text = this.#text.since(start);
    if (text !== '') this.#links.push({ text, url });
  }
}
