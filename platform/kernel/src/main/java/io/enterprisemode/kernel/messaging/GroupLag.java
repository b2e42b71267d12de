package io.enterprisemode.kernel.messaging;

import java.util.Map;

/** How many records a consumer group has yet to take in. */
final class GroupLag {

    private GroupLag() {}

    /**
     * The sum over all partitions of what is between the position of the group and the end. A partition without a
     * position is read from its beginning; a position before the beginning, as after records were deleted, is at the
     * beginning.
     *
     * @param latest the end of each partition, that is the offset of the next record
     * @param committed the position of the group, where there is one
     * @param earliest the beginning of each partition
     */
    static <P> long of(Map<P, Long> latest, Map<P, Long> committed, Map<P, Long> earliest) {
        long sum = 0;
        for (Map.Entry<P, Long> end : latest.entrySet()) {
            long beginning = earliest.getOrDefault(end.getKey(), 0L);
            long position = Math.max(beginning, committed.getOrDefault(end.getKey(), beginning));
            sum += Math.max(0, end.getValue() - position);
        }
        return sum;
    }
}
