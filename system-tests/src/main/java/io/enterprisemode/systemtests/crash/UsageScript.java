package io.enterprisemode.systemtests.crash;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * The usage of a run: what the n-th event of a producer says follows from the seed, so that nobody has to remember
 * millions of events.
 *
 * @param start of the run; the events are of the ten minutes before it
 */
public record UsageScript(long seed, Instant start, List<String> workspaces) {

    static final String SOURCE = "/crash";

    /** Two that are summed, one of which the largest of each workspace counts. */
    static final List<String> SUMMED = List.of("emails", "api_calls");

    static final String LARGEST = "contacts";

    private static final int MINUTES_BACK = 600;
    private static final long LARGEST_QUANTITY = 10;
    private static final int PRODUCER_BITS = 32;

    public UsageScript {
        workspaces = List.copyOf(workspaces);
    }

    /** An event; a place is a producer and a number of it. */
    public record Event(long place, String meter, String workspaceId, long quantity, Instant time) {

        public String id() {
            return producer(place) + "-" + number(place);
        }

        public String json() {
            return "{\"specversion\":\"1.0\",\"id\":\"" + id() + "\",\"source\":\"" + SOURCE + "\",\"type\":\"" + meter
                    + "\",\"subject\":\"" + workspaceId + "\",\"time\":\"" + time + "\",\"data\":{\"quantity\":"
                    + quantity + "}}";
        }
    }

    public static long place(int producer, int number) {
        return (long) producer << PRODUCER_BITS | number;
    }

    public static int producer(long place) {
        return (int) (place >>> PRODUCER_BITS);
    }

    public static int number(long place) {
        return (int) place;
    }

    /** The place of an id; none when it is no id of this script. */
    static OptionalLong placeOf(String id) {
        String[] parts = id.split("-", -1);
        return id.matches("\\d{1,4}-\\d{1,9}")
                ? OptionalLong.of(place(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])))
                : OptionalLong.empty();
    }

    /** What the event of a place says. */
    public Event event(long place) {
        SplittableRandom random = new SplittableRandom(seed ^ (place * 0x9E37_79B9_7F4A_7C15L));
        int meter = random.nextInt(SUMMED.size() + 1);
        return new Event(
                place,
                meter < SUMMED.size() ? SUMMED.get(meter) : LARGEST,
                workspaces.get(random.nextInt(workspaces.size())),
                random.nextLong(1, LARGEST_QUANTITY),
                start.minusSeconds(random.nextInt(1, MINUTES_BACK)));
    }
}
