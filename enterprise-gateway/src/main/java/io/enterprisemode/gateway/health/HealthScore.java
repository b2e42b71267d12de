package io.enterprisemode.gateway.health;

import java.util.Collection;
import java.util.function.Predicate;

/**
 * The weighted share of checks that pass. A check that is not known counts neither as healthy nor as failed, it lowers
 * the confidence; a failed critical check caps the score. Fixing a check never lowers the score.
 *
 * @param score 0 to 100: passed / known, rounded HALF_UP; 0 when nothing is known
 * @param confidence 0 to 100: known / all, rounded HALF_UP; 0 without checks
 * @param capped whether a failed critical check lowered the score to the cap
 */
public record HealthScore(int score, int confidence, boolean capped) {

    /** The most the score can be while a critical check fails. */
    public static final int CAP = 40;

    /** The score of these checks. */
    public static HealthScore of(Collection<RatedCheck> checks) {
        long total = weightOf(checks, check -> true);
        long known = weightOf(checks, check -> check.status() != CheckStatus.UNKNOWN);
        long passed = weightOf(checks, check -> check.status() == CheckStatus.PASS);
        int uncapped = percent(passed, known);
        boolean criticalFails = checks.stream()
                .anyMatch(check -> check.severity() == CheckSeverity.CRITICAL && check.status() == CheckStatus.FAIL);
        int score = criticalFails ? Math.min(uncapped, CAP) : uncapped;
        return new HealthScore(score, percent(known, total), score < uncapped);
    }

    private static long weightOf(Collection<RatedCheck> checks, Predicate<RatedCheck> counted) {
        return checks.stream()
                .filter(counted)
                .mapToLong(check -> check.severity().weight())
                .sum();
    }

    /** Rounded HALF_UP; 0 of nothing is 0. */
    private static int percent(long part, long whole) {
        return whole == 0 ? 0 : Math.toIntExact((200 * part + whole) / (2 * whole));
    }
}
