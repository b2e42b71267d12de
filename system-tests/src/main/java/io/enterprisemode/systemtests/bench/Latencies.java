package io.enterprisemode.systemtests.bench;

import java.util.List;

/**
 * Latencies of requests.
 *
 * @param nanos in order of length
 */
record Latencies(List<Long> nanos) {

    private static final double NANOS_PER_MILLI = 1e6;

    Latencies {
        nanos = nanos.stream().sorted().toList();
    }

    /** The latency in ms that this part of the requests did not exceed (nearest rank). */
    double percentile(double part) {
        int rank = (int) Math.ceil(part * nanos.size());
        return nanos.isEmpty() ? 0 : nanos.get(Math.max(rank, 1) - 1) / NANOS_PER_MILLI;
    }
}
