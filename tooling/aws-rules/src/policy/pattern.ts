const patterns = new Map<string, RegExp>();

/** Whether a text fits a pattern of IAM: `*` stands for any text and `?` for any character. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === text || pattern === '*') return true;
  let expression = patterns.get(pattern);
  if (!expression) {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    expression = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
    patterns.set(pattern, expression);
  }
  return expression.test(text);
}
