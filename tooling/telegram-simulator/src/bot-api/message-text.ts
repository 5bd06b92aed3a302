import type { MessageEntity } from '@grammyjs/types';
import * as v from 'valibot';
import { withAutomaticEntities } from '../text/automatic-entities.ts';
import { type FormattedText, MarkupError } from '../text/formatted-text.ts';
import { parseHtml } from '../text/parse-html.ts';
import { parseMarkdown } from '../text/parse-markdown.ts';
import { simplified, trimmed } from '../text/tidy.ts';
import { badRequest } from './bot-api-error.ts';
import type { Parameters } from './parameters.ts';

/** How many UTF-16 code units a text and a caption may have after their markup is parsed. */
export const longestText = 4096;
const longestCaption = 1024;

/** The text of a message, from `text` with `parse_mode` or `entities`. */
export function readText(parameters: Parameters): FormattedText {
  if (parameters.text('text') === '') throw badRequest('message text is empty');
  const formatted = readFormatted(parameters, 'text', 'entities');
  if (formatted.text === '') throw badRequest('text must be non-empty');
  if (formatted.text.length > longestText) throw badRequest('message is too long');
  return formatted;
}

/** The caption of a file, which may be empty. */
export function readCaption(parameters: Parameters): FormattedText {
  const formatted = readFormatted(parameters, 'caption', 'caption_entities');
  if (formatted.text.length > longestCaption) throw badRequest('message caption is too long');
  return formatted;
}

export function readFormatted(parameters: Parameters, name: string, entitiesName: string): FormattedText {
  const text = parameters.text(name).replaceAll('\r', '');
  if (/\p{Surrogate}/u.test(text)) throw badRequest('strings must be encoded in UTF-8');
  const parsed = parse(text, parameters.text('parse_mode').toLowerCase(), () =>
    readEntities(parameters.json(entitiesName, 'entities'), text),
  );
  return withAutomaticEntities(trimmed(simplified(parsed)));
}

function parse(text: string, mode: string, entities: () => readonly MessageEntity[]): FormattedText {
  try {
    if (mode === 'html') return parseHtml(text);
    if (mode === 'markdownv2') return parseMarkdown(text);
  } catch (error) {
    if (error instanceof MarkupError) throw badRequest(`can't parse entities: ${error.message}`);
    throw error;
  }
  if (mode !== '') throw badRequest('unsupported parse_mode');
  return { text, entities: entities() };
}

const entitySchema = v.looseObject({ type: v.string(), offset: v.number(), length: v.number() });

/** The entities of a caller, without those that lie outside the text or cut a character in two. */
function readEntities(value: unknown, text: string): readonly MessageEntity[] {
  if (value === undefined) return [];
  const result = v.safeParse(v.array(entitySchema), value);
  if (!result.success) throw badRequest("can't parse entities: expected an Array of MessageEntity");
  return result.output.filter(({ offset, length }) => {
    const isInside = offset >= 0 && length > 0 && offset + length <= text.length;
    return isInside && !cutsCharacter(text, offset) && !cutsCharacter(text, offset + length);
  }) as unknown as MessageEntity[];
}

const cutsCharacter = (text: string, index: number): boolean =>
  /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(index - 1, index + 1));
