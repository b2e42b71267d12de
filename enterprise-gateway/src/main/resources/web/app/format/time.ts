import { locale } from './locale';

const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });
const absoluteFormat = new Intl.DateTimeFormat(locale, {
  dateStyle: 'medium',
  timeStyle: 'long',
  hourCycle: 'h23',
});
const clockFormat = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const ownDayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const weekdayFormat = new Intl.DateTimeFormat(locale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "3 minutes ago"; under a minute "just now", so that the text does not change every second. */
export function relative(instant: string, now: number): string {
  const passed = now - Date.parse(instant);
  const size = Math.abs(passed);
  if (size < MINUTE) return 'just now';
  if (size < HOUR) return relativeFormat.format(-Math.trunc(passed / MINUTE), 'minute');
  if (size < DAY) return relativeFormat.format(-Math.trunc(passed / HOUR), 'hour');
  return relativeFormat.format(-Math.trunc(passed / DAY), 'day');
}

/** How long since then, in the shortest form: 45 s, 12 min, 3 h, 41 d. */
export function age(instant: string, now: number): string {
  const passed = Math.max(0, now - Date.parse(instant));
  if (passed < MINUTE) return `${Math.trunc(passed / 1000)} s`;
  if (passed < HOUR) return `${Math.trunc(passed / MINUTE)} min`;
  if (passed < DAY) return `${Math.trunc(passed / HOUR)} h`;
  return `${Math.trunc(passed / DAY)} d`;
}

/** Date, time and zone in full, in the reader's own zone. */
export function absolute(instant: string): string {
  return absoluteFormat.format(new Date(instant));
}

/** 14:02 of today, else the day as well. */
export function clock(instant: string, now: number): string {
  const date = new Date(instant);
  const sameDay = date.toDateString() === new Date(now).toDateString();
  return sameDay ? clockFormat.format(date) : `${ownDayFormat.format(date)}, ${clockFormat.format(date)}`;
}

/**
 * A date, 2026-11-22, in words. No date is computed from an instant here: the service that counts by days states the
 * dates.
 */
export function day(date: string): string {
  return dayFormat.format(new Date(`${date}T00:00:00Z`));
}

export function dayWithWeekday(date: string): string {
  return weekdayFormat.format(new Date(`${date}T00:00:00Z`));
}

/** The day on which a period begins or ends, in the zone of the organization; in UTC where that is not known. */
export function dayOf(instant: string, timeZone: string | null): string {
  return inZone({ day: 'numeric', month: 'short' }, timeZone).format(new Date(instant));
}

export function dayWithYearOf(instant: string, timeZone: string | null): string {
  return inZone({ dateStyle: 'medium' }, timeZone).format(new Date(instant));
}

/** A zone that this browser does not know is shown as UTC. */
function inZone(form: Intl.DateTimeFormatOptions, timeZone: string | null): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...form, timeZone: timeZone ?? 'UTC' });
  } catch {
    return new Intl.DateTimeFormat(locale, { ...form, timeZone: 'UTC' });
  }
}

/** Whole days that are left until then, at least 0; the day that has begun counts. */
export function daysUntil(instant: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(instant) - now) / DAY));
}
