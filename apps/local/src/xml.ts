const escapes: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };

/** Writes a text so that it can stand in XML. Control characters are written as references. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[<>&"]/g, (letter) => escapes[letter] ?? letter)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** What stands in an element: a text, nothing, elements, or several elements of one name. */
type XmlValue = string | number | boolean | undefined | XmlElements | readonly (XmlElements | string)[];

export interface XmlElements {
  readonly [name: string]: XmlValue;
}

/** Writes elements: `{ Contents: [{ Key: 'a' }] }` is `<Contents><Key>a</Key></Contents>`. */
const toXml = (elements: XmlElements): string =>
  Object.entries(elements)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((item) => elementOf(name, item as XmlValue)),
    )
    .join('');

function elementOf(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  const content = typeof value === 'object' ? toXml(value as XmlElements) : escapeXml(String(value));
  return `<${name}>${content}</${name.split(' ')[0]}>`;
}

/** A whole document. @param root the root element with its attributes: `Result xmlns="..."` */
export const xmlDocument = (root: string, elements: XmlElements): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${elementOf(root, elements)}`;
