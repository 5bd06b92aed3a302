import {
  byteOffset,
  customEmojiKind,
  type EntityKind,
  entitiesOf,
  type FormattedText,
  linkKind,
  MarkupError,
  type Span,
} from './formatted-text.ts';
import { type HtmlToken, htmlTokens, type StartTag } from './html-tokens.ts';

/** What the simplest tags mark. */
const kinds: Readonly<Record<string, EntityKind>> = {
  b: { type: 'bold' },
  strong: { type: 'bold' },
  i: { type: 'italic' },
  em: { type: 'italic' },
  u: { type: 'underline' },
  ins: { type: 'underline' },
  s: { type: 'strikethrough' },
  strike: { type: 'strikethrough' },
  del: { type: 'strikethrough' },
  'tg-spoiler': { type: 'spoiler' },
  span: { type: 'spoiler' },
  code: { type: 'code' },
  pre: { type: 'pre' },
};

/** What a tag marked. The language is that of a `<code>` tag, which shows only inside a `<pre>`. */
interface HtmlSpan extends Span {
  readonly language?: string;
}

/** A tag that is open, and how much text came before it. */
interface OpenTag {
  readonly tag: StartTag;
  readonly start: number;
}

/**
 * Parses a text in Telegram's HTML style.
 *
 * @throws {MarkupError} in Telegram's words
 */
export function parseHtml(html: string): FormattedText {
  let text = '';
  const spans: HtmlSpan[] = [];
  const open: OpenTag[] = [];
  for (const token of htmlTokens(html)) {
    if (token.type === 'text') text += token.text;
    else if (token.type === 'start') open.push({ tag: requireClass(html, token), start: text.length });
    else closeTag(spans, matchingTag(html, open.pop(), token), text);
  }
  const unclosed = open.at(-1);
  if (unclosed) throw new MarkupError(`Can't find end tag corresponding to start tag "${unclosed.tag.name}"`);
  if (/\p{Surrogate}/u.test(text)) {
    throw new MarkupError(
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    );
  }
  return { text, entities: entitiesOf(spans) };
}

function requireClass(html: string, tag: StartTag): StartTag {
  if (tag.name !== 'span' || tag.attributes.get('class') === 'tg-spoiler') return tag;
  throw new MarkupError(`Tag "span" must have class "tg-spoiler" at byte offset ${byteOffset(html, tag.at)}`);
}

function matchingTag(
  html: string,
  opened: OpenTag | undefined,
  { name, at }: Extract<HtmlToken, { type: 'end' }>,
): OpenTag {
  const place = `at byte offset ${byteOffset(html, at)}`;
  if (opened === undefined) throw new MarkupError(`Unexpected end tag ${place}`);
  const expected = opened.tag.name;
  if (name === '' || name === expected) return opened;
  throw new MarkupError(`Unmatched end tag ${place}, expected "</${expected}>", found "</${name}>"`);
}

function closeTag(spans: HtmlSpan[], { tag, start }: OpenTag, text: string): void {
  const end = text.length;
  if (start === end) return;
  const language = languageIn(tag);
  const inside = spans.at(-1);
  const joined = inside?.start === start && inside.end === end ? codeBlock(tag, inside) : undefined;
  if (joined) spans.pop();
  const kind = joined ?? kindOf(tag, text.slice(start));
  if (kind) spans.push({ kind, start, end, ...(language !== undefined && { language }) });
}

const languageIn = ({ name, attributes }: StartTag): string | undefined =>
  name === 'code' ? /^language-(.+)$/.exec(attributes.get('class') ?? '')?.[1] : undefined;

/** `<pre>` and `<code class="language-x">` around the same text, in either order, are one block in that language. */
function codeBlock(tag: StartTag, inside: HtmlSpan): EntityKind | undefined {
  const language = tag.name === 'code' ? languageIn(tag) : inside.language;
  const isPair =
    (tag.name === 'code' && inside.kind.type === 'pre') ||
    (tag.name === 'pre' && inside.kind.type === 'code');
  return isPair && language !== undefined ? { type: 'pre', language } : undefined;
}

function kindOf({ name, attributes }: StartTag, inside: string): EntityKind | undefined {
  switch (name) {
    case 'a':
      return linkKind(attributes.get('href') || inside);
    case 'blockquote':
      return { type: attributes.has('expandable') ? 'expandable_blockquote' : 'blockquote' };
    case 'tg-emoji':
      return customEmojiKind(attributes.get('emoji-id') ?? '');
    default:
      return kinds[name];
  }
}
