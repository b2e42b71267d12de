package io.enterprisemode.reporting.freshness;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far figures reach.
 *
 * @param asOf everything published before this instant is in them: the present, as last heard from the broker, while nothing waits; else the
 *     newest event that was taken in; null when none ever was
 * @param newestEventAt the time of the organization's newest event that was taken in; null when there is none
 * @param lag how many published events of any organization wait to be taken in, as last seen
 */
public record AsOf(@Nullable Instant asOf, @Nullable Instant newestEventAt, long lag) {

    /**
     * Concludes how far the figures reach.
     *
     * @param heardAt when the broker was last heard from
     * @param heard whether that is recent enough to say that nothing waits
     */
    static AsOf of(@Nullable Instant newestEventAt, long lag, Instant heardAt, boolean heard) {
        boolean current = lag == 0 && heard && (newestEventAt == null || newestEventAt.isBefore(heardAt));
        return new AsOf(current ? heardAt : newestEventAt, newestEventAt, lag);
    }
}
