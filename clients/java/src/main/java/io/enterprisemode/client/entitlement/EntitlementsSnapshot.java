package io.enterprisemode.client.entitlement;

import java.time.Duration;
import java.time.Instant;

/**
 * What an organization was entitled to at some time. Instants are those at which the request was sent, by the clock of
 * the application.
 *
 * @param readAt when the service answered it in full: {@code used}, {@code reserved} and {@code remaining} are of then
 * @param confirmedAt when the service said last that everything but these figures still holds; {@code readAt} or later
 */
public record EntitlementsSnapshot(Entitlements entitlements, Instant readAt, Instant confirmedAt) {

    /** How long ago it was confirmed; zero when the clock was set back since. */
    public Duration ageAt(Instant now) {
        Duration age = Duration.between(confirmedAt, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
