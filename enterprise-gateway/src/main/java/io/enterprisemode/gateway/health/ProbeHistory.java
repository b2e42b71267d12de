package io.enterprisemode.gateway.health;

import java.time.Instant;

/**
 * What is known of a service from repeated probes. One probe that is not answered in time proves little, as a busy
 * service may be late. A service is down when it refuses the connection, answers that it is not ready, or is late
 * {@value #LATE_IS_DOWN} times in a row.
 *
 * @param late looks in a row that were not answered in time
 */
record ProbeHistory(ServiceHealth health, int late) {

    static final int LATE_IS_DOWN = 3;

    static ProbeHistory unknown(String name) {
        return new ProbeHistory(ServiceHealth.unknown(name), 0);
    }

    /** What is known after one more look. */
    ProbeHistory after(Look look, Instant at) {
        return switch (look) {
            case Look.Ready(long millis) -> new ProbeHistory(health.seen(ServiceHealth.Status.up, millis, at), 0);
            case Look.NotReady notReady -> new ProbeHistory(health.seen(ServiceHealth.Status.down, null, at), 0);
            case Look.Unreachable unreachable -> new ProbeHistory(health.seen(ServiceHealth.Status.down, null, at), 0);
            case Look.Late tooLate ->
                late + 1 < LATE_IS_DOWN
                        ? new ProbeHistory(health, late + 1)
                        : new ProbeHistory(health.seen(ServiceHealth.Status.down, null, at), late + 1);
        };
    }

    /** The result of one probe. */
    sealed interface Look {

        /** It is ready; how long it took to say so. */
        record Ready(long millis) implements Look {}

        /** It answered that it is not ready. */
        record NotReady() implements Look {}

        /** It cannot be connected to, or breaks off. */
        record Unreachable() implements Look {}

        /** It did not answer in time. */
        record Late() implements Look {}
    }
}
