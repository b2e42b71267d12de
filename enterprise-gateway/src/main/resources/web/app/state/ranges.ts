export interface Range {
  id: string;
  days: number;
  name: string;
  short: string;
}

/** The time ranges of the top bar, by the id that the address holds. */
export const ranges: readonly [Range, ...Range[]] = [
  { id: '30d', days: 30, name: 'Last 30 days', short: '30 d' },
  { id: '14d', days: 14, name: 'Last 14 days', short: '14 d' },
  { id: '7d', days: 7, name: 'Last 7 days', short: '7 d' },
];

export function rangeOf(id: string | null): Range {
  return ranges.find((range) => range.id === id) ?? ranges[0];
}
