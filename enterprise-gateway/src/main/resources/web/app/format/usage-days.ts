import type { MeterSeries, Series } from '../api/types';

export interface DayValue {
  /** The date, 2026-11-22, in whatever zone the days are meant. */
  day: string;
  /** Null: no data, which is not zero. */
  quantity: number | null;
}

/** The latest days of a meter, as the series dates them, oldest first. */
export function latestDays(meter: MeterSeries, days: number): DayValue[] {
  return meter.points.slice(-days).map(({ date, quantity }) => ({ day: date, quantity }));
}

/** What was used so far on the day that is not over; null: not known. */
export function todaySoFar(values: DayValue[], today: string): number | null {
  return values.find(({ day }) => day === today)?.quantity ?? null;
}

/** The day on which most was used, the earliest of several; null when nothing is known. */
export function highestDay(values: DayValue[]): { day: string; quantity: number } | null {
  return values.reduce<{ day: string; quantity: number } | null>(
    (best, { day, quantity }) => (quantity === null || (best && best.quantity >= quantity) ? best : { day, quantity }),
    null,
  );
}

/** Each run of days without data, oldest first. */
export function daysWithoutData(values: DayValue[]): { first: string; last: string; days: number }[] {
  const runs: { first: string; last: string; days: number }[] = [];
  values.forEach(({ day, quantity }, index) => {
    const run = runs.at(-1);
    if (quantity !== null) return;
    if (run && values[index - 1]?.quantity === null) Object.assign(run, { last: day, days: run.days + 1 });
    else runs.push({ first: day, last: day, days: 1 });
  });
  return runs;
}

/** All meters, a row for each day, with the zone in which the days are meant. */
export function csvRows(series: Series, days: number): (string | number | null)[][] {
  const columns = series.meters.map((meter) => latestDays(meter, days));
  const dates = [...new Set(columns.flatMap((column) => column.map(({ day }) => day)))].sort();
  const quantity = (column: DayValue[], date: string) => column.find(({ day }) => day === date)?.quantity ?? null;
  return [
    [`date (${series.timeZone})`, ...series.meters.map(({ meter }) => meter)],
    ...dates.map((date) => [date, ...columns.map((column) => quantity(column, date))]),
  ];
}
