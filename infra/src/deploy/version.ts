const partsOf = (version: string): readonly number[] => version.replace(/-.*$/, '').split('.').map(Number);

/** Whether a version such as `1.11.4` is another or a later one. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [have, want] = [partsOf(version), partsOf(oldest)];
  const different = want.findIndex((part, index) => part !== (have[index] ?? 0));
  return different < 0 || (have[different] ?? 0) > (want[different] ?? 0);
}
