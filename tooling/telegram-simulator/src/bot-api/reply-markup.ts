import type { InlineKeyboardMarkup } from '@grammyjs/types';
import * as v from 'valibot';
import { checkedLink } from '../text/formatted-text.ts';
import { badRequest } from './bot-api-error.ts';
import type { Parameters } from './parameters.ts';

const markupSchema = v.looseObject({
  inline_keyboard: v.optional(
    v.array(
      v.array(
        v.looseObject({
          text: v.string(),
          callback_data: v.optional(v.string()),
          url: v.optional(v.string()),
        }),
      ),
    ),
  ),
});

const mostButtons = 100;
const mostDataBytes = 64;

/** The buttons under a message; undefined if there are none, or a keyboard of another kind. */
export function readInlineKeyboard(parameters: Parameters): InlineKeyboardMarkup | undefined {
  const value = parameters.json('reply_markup', 'reply keyboard markup');
  if (value === undefined) return undefined;
  const result = v.safeParse(markupSchema, value);
  if (!result.success) throw badRequest('object expected as reply markup');
  const rows = result.output.inline_keyboard?.filter((row) => row.length > 0);
  if (!rows || rows.length === 0) return undefined;
  const buttons = rows.flat();
  if (buttons.length > mostButtons) throw badRequest('reply markup is too long');
  for (const button of buttons) requireButton(button);
  return { inline_keyboard: rows } as InlineKeyboardMarkup;
}

interface Button {
  readonly text: string;
  readonly callback_data?: string | undefined;
  readonly url?: string | undefined;
}

function requireButton({ text, callback_data: data, url, ...other }: Button): void {
  if (text === '') throw badRequest('can\'t parse inline keyboard button: Field "text" must be non-empty');
  if (data === undefined && url === undefined && Object.keys(other).length === 0) {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  }
  if (data !== undefined && (data === '' || Buffer.byteLength(data) > mostDataBytes)) {
    throw badRequest('BUTTON_DATA_INVALID');
  }
  if (url !== undefined && checkedLink(url) === undefined)
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
}
