import type { Summary } from '../api/types';

/** Whose days periods are shown in; null: not known. */
export function zoneOf(summary: Summary | null): string | null {
  return summary?.organization.timeZone ?? summary?.series?.timeZone ?? null;
}
