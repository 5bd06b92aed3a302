/** The names of the characters from U+00A0 to U+00FF, in their order. */
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot ' +
  'cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml ' +
  'Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig ' +
  'agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ' +
  'ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

/** Each name is followed by its character. */
const visible =
  'amp& lt< gt> quot" apos\' euro€ hellip… mdash— ndash– lsquo‘ rsquo’ sbquo‚ ldquo“ rdquo” bdquo„ lsaquo‹ rsaquo› bull• trade™ ' +
  'dagger† Dagger‡ permil‰ larr← uarr↑ rarr→ darr↓ harr↔ minus− infin∞ ne≠ le≤ ge≥ asymp≈ check✓ star☆ hearts♥ OEligŒ oeligœ ' +
  'ScaronŠ scaronš YumlŸ fnofƒ circˆ tilde˜ alphaα betaβ gammaγ deltaδ piπ sigmaσ muμ omegaω OmegaΩ';

const invisible = {
  ensp: 0x2002,
  emsp: 0x2003,
  thinsp: 0x2009,
  zwnj: 0x200c,
  zwj: 0x200d,
  lrm: 0x200e,
  rlm: 0x200f,
};

const named: ReadonlyMap<string, string> = new Map([
  ...latin.split(' ').map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
  ...visible.split(' ').map((entry) => [entry.slice(0, -1), entry.slice(-1)] as const),
  ...Object.entries(invisible).map(([name, code]) => [name, String.fromCharCode(code)] as const),
]);

/** Decodes `&amp;`, `&#8364;` and `&#x20ac;`. A name that is not known stays as it is. */
export const decodeReferences = (text: string): string =>
  text.replaceAll(
    /&(?:#x([0-9a-f]{1,8})|#(\d{1,8})|([a-z][a-z0-9]{1,30}));?/gi,
    (reference, hex, decimal, name) =>
      name === undefined
        ? characterOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
        : (named.get(name) ?? reference),
  );

const windows1252 = new TextDecoder('windows-1252');

/** As browsers do, numbers from 128 to 159 are those of Windows-1252, and what is no character becomes U+FFFD. */
function characterOf(code: number): string {
  if (code >= 0x80 && code <= 0x9f) return windows1252.decode(Uint8Array.of(code));
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}
