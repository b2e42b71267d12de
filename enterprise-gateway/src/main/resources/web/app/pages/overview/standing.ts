import type { Behaviour, MeterUsage } from '../../api/types';
import type { Tone } from '../../components/badge';

export interface Standing {
  tone: Tone;
  word: string;
}

/** What reaching the limit does, in words. */
export const BEHAVIOURS: Record<Behaviour, string> = {
  WARN: 'Warns at the limit',
  BLOCK: 'Blocks at the limit',
  OVERAGE: 'Overage is charged',
};

/** The quantity that the meter is measured against: the limit, or what the plan includes; null when there is neither. */
export function bound(meter: MeterUsage): number | null {
  if (meter.behaviour === 'OVERAGE') return meter.included > 0 ? meter.included : meter.limit;
  return meter.limit ?? (meter.included > 0 ? meter.included : null);
}

/** How the meter stands towards its limits; null while nothing is worth a word. */
export function standing(meter: MeterUsage): Standing | null {
  const { used, included, limit, softLimit, behaviour } = meter;
  const end = bound(meter);
  switch (behaviour) {
    case 'BLOCK':
      if (end !== null && used >= end) return { tone: 'critical', word: 'Blocked at the limit' };
      break;
    case 'WARN':
      if (end !== null && used >= end) return { tone: 'warning', word: 'Over the limit' };
      break;
    case 'OVERAGE':
      if (limit !== null && used >= limit) return { tone: 'critical', word: 'Blocked at the cap' };
      if (included > 0 && used > included) return { tone: 'info', word: 'In overage' };
      break;
  }
  return softLimit !== null && used >= softLimit ? { tone: 'warning', word: 'Over the soft limit' } : null;
}
