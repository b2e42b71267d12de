import type { Behaviour, MeterState, MeterUsage } from '../api/types';
import type { Tone } from './badge';

export interface LimitWord {
  tone: Tone;
  word: string;
}

const WORDS: Record<MeterState, LimitWord | null> = {
  WITHIN: null,
  NEAR_LIMIT: { tone: 'warning', word: 'Near the limit' },
  AT_LIMIT: { tone: 'warning', word: 'Included quantity used up' },
  OVERAGE: { tone: 'info', word: 'In overage' },
  BLOCKED: { tone: 'critical', word: 'Usage is refused' },
  NOT_IN_PLAN: { tone: 'neutral', word: 'Not in the plan' },
};

const BEHAVIOURS: Record<Behaviour, string> = {
  WARN: 'Warns at the limit',
  BLOCK: 'Blocks at the limit',
  OVERAGE: 'Overage is charged',
};

/**
 * The word for the state that billing gives the meter; null for a state that needs no word, and where the state is not
 * known.
 */
export function limitWord(meter: MeterUsage): LimitWord | null {
  return meter.state === null ? null : WORDS[meter.state];
}

/** What reaching the limit does; null where the plan does not define it or the limits are not known. */
export function behaviourWords(meter: MeterUsage): string | null {
  return meter.behaviour === null ? null : BEHAVIOURS[meter.behaviour];
}

/** The quantity that the bar is drawn against: the limit; null where there is none. */
export function measure(meter: MeterUsage): number | null {
  return meter.limit !== null && meter.limit > 0 ? meter.limit : null;
}
