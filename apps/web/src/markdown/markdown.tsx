import { Lexer, type Token, type Tokens } from 'marked';
import type { ComponentChildren, JSX } from 'preact';
import { PlainText } from '../components/plain-text.tsx';
import { decodeEntities } from '../text/entities.ts';
import { safeHref } from '../text/safe-href.ts';
import { CodeBlock } from './code-block.tsx';

/** Deeper levels of quotations and lists are shown as the text that they were written as. */
const mostLevels = 12;

/**
 * A text in Markdown, drawn as elements of ours: no HTML is ever made of it, so none can be smuggled in. HTML in the text is
 * shown as text, images as links, and addresses are links only where they are safe to follow.
 */
export function Markdown({ text }: { readonly text: string }): ComponentChildren {
  const tokens = tokensOf(text);
  return tokens === undefined ? (
    <p>
      <PlainText text={text} />
    </p>
  ) : (
    draw(tokens, mostLevels)
  );
}

/** @returns `undefined` for a text whose nesting is too deep to be read */
function tokensOf(text: string): Token[] | undefined {
  try {
    return new Lexer({ gfm: true, breaks: true }).lex(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const draw = (tokens: readonly Token[], levels: number): ComponentChildren =>
  tokens.map((token, index) => <Node key={index} token={token as MarkdownToken} levels={levels} />);

type MarkdownToken =
  | Tokens.Blockquote
  | Tokens.Br
  | Tokens.Checkbox
  | Tokens.Code
  | Tokens.Codespan
  | Tokens.Def
  | Tokens.Del
  | Tokens.Em
  | Tokens.Escape
  | Tokens.Heading
  | Tokens.Hr
  | Tokens.HTML
  | Tokens.Image
  | Tokens.Link
  | Tokens.List
  | Tokens.Paragraph
  | Tokens.Space
  | Tokens.Strong
  | Tokens.Table
  | Tokens.Text;

interface NodeProps {
  readonly token: MarkdownToken;
  readonly levels: number;
}

function Node({ token, levels }: NodeProps): ComponentChildren {
  if (levels === 0) return <PlainText text={token.raw} />;
  const inner = (tokens: readonly Token[] = []): ComponentChildren => draw(tokens, levels - 1);
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'paragraph':
      return <p>{inner(token.tokens)}</p>;
    case 'heading':
      // A heading in a message is not a heading of the page.
      return (
        <p class="md-heading" data-level={token.depth}>
          {inner(token.tokens)}
        </p>
      );
    case 'blockquote':
      return <blockquote>{inner(token.tokens)}</blockquote>;
    case 'list':
      return <MarkdownList list={token} levels={levels - 1} />;
    case 'table':
      return <MarkdownTable table={token} levels={levels - 1} />;
    case 'code':
      return <CodeBlock text={token.text} language={token.lang} />;
    case 'codespan':
      return <code>{decodeEntities(token.text)}</code>;
    case 'strong':
      return <strong>{inner(token.tokens)}</strong>;
    case 'em':
      return <em>{inner(token.tokens)}</em>;
    case 'del':
      return <del>{inner(token.tokens)}</del>;
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'checkbox':
      return (
        <input type="checkbox" checked={token.checked} disabled aria-label={token.checked ? '✓' : '–'} />
      );
    case 'link':
      return <MarkdownLink link={token} levels={levels - 1} />;
    case 'image':
      return <SafeLink href={token.href}>{decodeEntities(token.text) || token.href}</SafeLink>;
    case 'text':
      return token.tokens ? inner(token.tokens) : <PlainText text={decodeEntities(token.text)} />;
    case 'escape':
      return decodeEntities(token.text);
    default:
      // HTML, and whatever a later version of the parser knows.
      return <PlainText text={token.raw} />;
  }
}

/** An address in the text becomes a link by our own rules, which know where it ends. */
const MarkdownLink = ({
  link,
  levels,
}: {
  readonly link: Tokens.Link;
  readonly levels: number;
}): JSX.Element =>
  link.raw === link.text ? (
    <PlainText text={link.raw} />
  ) : (
    <SafeLink href={link.href}>{draw(link.tokens, levels)}</SafeLink>
  );

interface SafeLinkProps {
  readonly href: string;
  readonly children: ComponentChildren;
}

function SafeLink({ href, children }: SafeLinkProps): JSX.Element {
  const safe = safeHref(href);
  if (safe === undefined) return <>{children}</>;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow ugc" title={safe}>
      {children}
    </a>
  );
}

function MarkdownList({
  list,
  levels,
}: {
  readonly list: Tokens.List;
  readonly levels: number;
}): JSX.Element {
  const items = list.items.map((item, index) => <li key={index}>{draw(item.tokens, levels)}</li>);
  return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function MarkdownTable({
  table,
  levels,
}: {
  readonly table: Tokens.Table;
  readonly levels: number;
}): JSX.Element {
  const cell = (Cell: 'th' | 'td', { align, tokens }: Tokens.TableCell, index: number): JSX.Element => (
    <Cell key={index} data-align={align ?? undefined}>
      {draw(tokens, levels)}
    </Cell>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div class="md-table" tabIndex={0}>
      <table>
        <thead>
          <tr>{table.header.map((header, index) => cell('th', header, index))}</tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>{row.map((data, column) => cell('td', data, column))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
