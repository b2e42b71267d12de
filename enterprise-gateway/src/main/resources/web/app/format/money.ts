import { locale } from './locale';

/** The amount with its currency and that currency's own number of minor digits; exact, whatever its size. */
export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return format.format(decimal(minor, format.resolvedOptions().maximumFractionDigits ?? 2) as unknown as number);
}

/** Minor units as decimal text, because a division would round. */
function decimal(minor: number, digits: number): string {
  const sign = minor < 0 ? '-' : '';
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
