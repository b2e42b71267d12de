import { locale } from './locale';

const exactFormat = new Intl.NumberFormat(locale);
// One spelling everywhere: British English writes a million as "1m", which reads as a minute or a metre.
const compactFormat = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const percentFormat = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });

/** 1,234,567 */
export function exact(count: number): string {
  return exactFormat.format(count);
}

/** 1.2M from ten thousand on; smaller counts as they are. */
export function abbreviated(count: number): string {
  return Math.abs(count) < 10_000 ? exact(count) : compactFormat.format(count);
}

/** 82.4% of a ratio of 0.824. Never rounds up to a whole that is not reached. */
export function percent(ratio: number): string {
  return percentFormat.format(ratio < 1 ? Math.min(ratio, 0.999) : ratio);
}

/** "1 day", "3 days" */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${exact(count)} ${count === 1 ? singular : plural}`;
}
