import type { Health, HealthCheck } from '../../api/types';
import type { Tone } from '../../components/badge';

/** What a check of each weight counts for; the gateway's score uses the same figures. */
const POINTS: Record<HealthCheck['weight'], number> = { critical: 10, high: 7.5, medium: 5, low: 2.5 };

/** The word for a score, how sure it is taken into account. */
export function verdict(health: Health): { tone: Tone; word: string } {
  if (health.confidence === 0) return { tone: 'neutral', word: 'Unknown' };
  if (health.capped || health.score < 50) return { tone: 'critical', word: 'At risk' };
  if (health.score < 90) return { tone: 'warning', word: 'Needs attention' };
  if (health.confidence < 100) return { tone: 'neutral', word: 'Healthy as far as known' };
  return { tone: 'positive', word: 'Healthy' };
}

/** The failed checks, those that cost most first. */
export function failedChecks(checks: readonly HealthCheck[]): HealthCheck[] {
  return checks.filter(({ status }) => status === 'fail').sort((a, b) => POINTS[b.weight] - POINTS[a.weight]);
}

/** What failing the check costs, of the hundred points that the checks with a known result share. */
export function costOf(check: HealthCheck, checks: readonly HealthCheck[]): number {
  const known = checks
    .filter(({ status }) => status !== 'unknown')
    .reduce((sum, { weight }) => sum + POINTS[weight], 0);
  return known > 0 ? (100 * POINTS[check.weight]) / known : 0;
}
