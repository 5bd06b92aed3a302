const kilobyte = 1_000;
const megabyte = 1_000_000;

/** How large a file is, as people say it: `48 kB`. */
export function sizeLabel(bytes: number, locale?: string): string {
  const [unit, value] =
    bytes < megabyte ? ['kilobyte', Math.max(1, bytes / kilobyte)] : ['megabyte', bytes / megabyte];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && unit === 'megabyte' ? 1 : 0,
  }).format(value);
}
