import { language } from '../i18n/catalog.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** The size of a file as the reader's language writes it. */
export function sizeOf(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const options = {
    style: 'unit',
    unit: UNITS[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 2 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(language.value, options).format(bytes / 1000 ** step);
}
