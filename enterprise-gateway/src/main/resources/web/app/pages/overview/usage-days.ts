import type { MeterSeries, Series } from '../../api/types';
import type { DayValue } from '../../components/chart-engine';

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
