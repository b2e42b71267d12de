import type { Activity } from '../api/types';
import type { Tone } from './badge';

const OUTCOMES: Record<string, Tone> = { FAILURE: 'critical', DENIED: 'warning' };
const SEVERITIES: Record<string, Tone> = { WARNING: 'warning', ERROR: 'critical', CRITICAL: 'critical' };

/** Whether a program of the organization has posted the event, and not a service of the suite. */
export function isPosted(event: Activity): boolean {
  return event.source?.startsWith('/principals/') ?? false;
}

/** The word for an event that did not succeed, or else that is more severe than usual; null: neither. */
export function noteworthy(event: Activity): { tone: Tone; word: string } | null {
  const outcome = event.outcome.toUpperCase();
  if (outcome !== 'SUCCESS') return { tone: OUTCOMES[outcome] ?? 'neutral', word: outcome };
  const tone = SEVERITIES[event.severity.toUpperCase()];
  return tone ? { tone, word: event.severity } : null;
}

/** Who did it, where nobody is named: a service did, or a program did not say for whom. */
export function actorName(event: Activity): string {
  return event.actor || (isPosted(event) ? 'Unknown' : 'System');
}
