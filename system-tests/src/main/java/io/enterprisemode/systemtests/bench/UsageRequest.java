package io.enterprisemode.systemtests.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A request with usage events that is put together once; before each sending only the numbers in the events' ids
 * change.
 */
final class UsageRequest {

    private static final int DIGITS = 12;
    private static final String NUMBER = "0".repeat(DIGITS);
    private static final String ID_START = "bench-";
    private static final String ID = "\"id\":\"" + ID_START;

    private final byte[] request;
    private final int[] numbers;
    private final AtomicLong made;

    private UsageRequest(byte[] request, int[] numbers, AtomicLong made) {
        this.request = request;
        this.numbers = numbers;
        this.made = made;
    }

    /**
     * A request of so many events.
     *
     * @param run tells the events of this run from those of others
     * @param first where in meters and workspaces it begins
     * @param made counts the events of all requests
     */
    static UsageRequest of(
            int events,
            String run,
            int first,
            List<String> meters,
            List<String> workspaces,
            String token,
            String organization,
            AtomicLong made) {
        StringBuilder body = new StringBuilder(events * 220).append(events == 1 ? "" : "[");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (int i = 0; i < events; i++) {
            int place = first + i;
            body.append(i == 0 ? "" : ",")
                    .append("{" + ID)
                    .append(NUMBER)
                    .append("\",\"source\":\"" + source(run) + "\",\"type\":\"")
                    .append(meters.get(place % meters.size()))
                    .append("\",\"subject\":\"")
                    .append(workspaces.get(place / meters.size() % workspaces.size()))
                    .append("\",\"time\":\"")
                    .append(now)
                    .append("\",\"data\":{\"quantity\":1}}");
        }
        body.append(events == 1 ? "" : "]");
        byte[] request = Wire.request(
                "POST",
                "/api/billing/usage",
                token,
                organization,
                body.toString().getBytes(ISO_8859_1));
        String text = new String(request, ISO_8859_1);
        int[] numbers = new int[events];
        int at = 0;
        for (int i = 0; i < events; i++) {
            at = text.indexOf(ID, at) + ID.length();
            numbers[i] = at;
        }
        return new UsageRequest(request, numbers, made);
    }

    /** The request with events that were never sent before. */
    byte[] next() {
        long number = made.getAndAdd(numbers.length);
        for (int place : numbers) {
            long rest = number++;
            for (int digit = place + DIGITS - 1; digit >= place; digit--) {
                request[digit] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return request;
    }

    /** The id of an event. */
    static String id(long number) {
        String digits = Long.toString(number);
        return ID_START + NUMBER.substring(Math.min(DIGITS, digits.length())) + digits;
    }

    /** Where the events of a run come from. */
    static String source(String run) {
        return "/bench/" + run;
    }

    int events() {
        return numbers.length;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d events, %d bytes", numbers.length, request.length);
    }
}
