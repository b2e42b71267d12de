import type { ServiceHealth, Summary } from '../api/types';

export interface Condition {
  tone: 'positive' | 'warning' | 'critical' | 'unknown';
  word: string;
}

/** How all services together are. One that cannot decide who may do what counts as down. */
export function conditionOf(value: Summary | null, failing: boolean): Condition {
  const services: ServiceHealth[] = value?.services ?? [];
  const stale = new Set(value?.accessViews?.filter((view) => view.stale).map(({ service }) => service));
  if (failing) return { tone: 'unknown', word: 'Health unknown' };
  if (services.length === 0) return { tone: 'unknown', word: 'Checking health' };
  const down = services.filter((service) => service.status === 'down' || stale.has(service.name)).length;
  const unknown = services.filter((service) => service.status === 'unknown').length;
  if (down > 0) return { tone: 'critical', word: `${down} of ${services.length} services down` };
  if (unknown > 0) return { tone: 'warning', word: `${unknown} of ${services.length} services unknown` };
  return { tone: 'positive', word: 'All services up' };
}
