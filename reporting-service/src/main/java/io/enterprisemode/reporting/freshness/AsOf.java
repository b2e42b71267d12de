package io.enterprisemode.reporting.freshness;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far figures reach.
 *
 * @param asOf everything published before this instant is in them: the present, as last heard from the broker, while
 *     nothing waits; else the newest event that was taken in; null when none ever was
 * @param newestEventAt the time of the organization's newest event that was taken in; null when there is none
 * @param lag how many published events of any organization wait to be taken in by any replica, as last seen; null: not
 *     known
 */
public record AsOf(
        @Nullable Instant asOf,
        @Nullable Instant newestEventAt,
        @Nullable Long lag) {

    /**
     * Concludes how far the figures reach.
     *
     * @param backlog what waits; empty: not known
     * @param heardAt when the broker was last heard from
     * @param heard whether that is recent enough to say that nothing waits
     */
    static AsOf of(@Nullable Instant newestEventAt, Optional<Backlog> backlog, Instant heardAt, boolean heard) {
        Instant asOf = newestEventAt;
        if (heard && backlog.isPresent() && backlog.get().events() == 0) {
            Instant present =
                    backlog.get().at().isBefore(heardAt) ? backlog.get().at() : heardAt;
            asOf = newestEventAt == null || newestEventAt.isBefore(present) ? present : newestEventAt;
        }
        return new AsOf(asOf, newestEventAt, backlog.map(Backlog::events).orElse(null));
    }
}
