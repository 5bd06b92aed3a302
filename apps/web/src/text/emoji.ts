/** Pictures, the letters of flags, skin tones, and what joins several to one. */
const onlyEmoji =
  /^(?:\p{Extended_Pictographic}|[\u{1F1E6}-\u{1F1FF}]|[\u{1F3FB}-\u{1F3FF}]|\u200d|\ufe0f|\s)+$/u;
const anyEmoji = /[\p{Extended_Pictographic}\u{1F1E6}-\u{1F1FF}]/u;

/** More than this many are a text of their own. */
const mostEmoji = 6;

/** Whether a text is a few emoji and nothing else, which are then shown large. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 60 || !anyEmoji.test(text) || !onlyEmoji.test(text)) return false;
  return [...new Intl.Segmenter().segment(text.replaceAll(/\s/g, ''))].length <= mostEmoji;
}
