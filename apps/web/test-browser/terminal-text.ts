/** How a terminal shows the colours that the log uses. */
const styles: Readonly<Record<string, string>> = {
  '2': 'opacity: 0.6',
  '31': 'color: #ff7b72',
  '33': 'color: #e3b341',
  '36': 'color: #76d9e6',
};

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What was written to a terminal, as HTML. */
export const fromTerminal = (written: string): string =>
  written
    .replaceAll(/[&<>]/g, (character) => escapes[character] ?? character)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
    .replaceAll(/\u001b\[(\d+)m/g, (_, code: string) =>
      code === '0' ? '</span>' : `<span style="${styles[code] ?? ''}">`,
    );
