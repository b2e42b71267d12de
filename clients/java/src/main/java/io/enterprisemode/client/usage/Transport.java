package io.enterprisemode.client.usage;

import io.enterprisemode.client.internal.HttpSender;
import io.enterprisemode.client.internal.RetryAfter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Sends one batch once, and interprets the answer. */
final class Transport {

    /** What an answer means for a batch. */
    sealed interface Answer {

        /** Every event has its verdict, in order. */
        record Settled(List<Verdict> verdicts) implements Answer {}

        /**
         * The batch has to be sent again; whether it arrived may be unknown, which does no harm.
         *
         * @param notBefore how long the service asks to wait
         */
        record Postponed(String problem, Duration notBefore) implements Answer {}

        /** The request as a whole is refused, because of something in it. */
        record Refused(String reason, String detail) implements Answer {}
    }

    /** Where and how batches are sent. */
    record Settings(URI address, @Nullable String organizationId, boolean gzip, boolean respondAsync) {}

    private static final String BATCH = "application/cloudevents-batch+json";
    private static final int DETAIL_LENGTH = 300;

    private final HttpSender http;
    private final Settings settings;
    private final Credentials credentials;
    private final Clock clock;

    Transport(HttpSender http, Settings settings, Credentials credentials, Clock clock) {
        this.http = http;
        this.settings = settings;
        this.credentials = credentials;
        this.clock = clock;
    }

    Answer send(List<byte[]> events) throws InterruptedException {
        byte[] body = body(events);
        try {
            HttpResponse<String> response = send(body, credentials.authorization(false));
            if (response.statusCode() == 401) {
                response = send(body, credentials.authorization(true));
            }
            return meaning(response, events.size());
        } catch (IOException e) {
            return new Answer.Postponed(String.valueOf(e), Duration.ZERO);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // The application's supplier of credentials may throw any exception.
            return new Answer.Postponed("no credentials: " + e, Duration.ZERO);
        }
    }

    private HttpResponse<String> send(byte[] body, String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.address())
                .timeout(http.timeout())
                .header("Authorization", authorization)
                .header("Content-Type", BATCH)
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (settings.organizationId() != null) {
            request.header("Enterprise-Org", settings.organizationId());
        }
        if (settings.gzip()) {
            request.header("Content-Encoding", "gzip");
        }
        if (settings.respondAsync()) {
            request.header("Prefer", "respond-async");
        }
        return http.send(request.build());
    }

    /**
     * A batch is divided only after an answer that names the events as the cause. Any other answer is not about the
     * events, whether it comes from the service (for example, the organization is missing) or from something in between
     * (a proxy, another server at the address): they are kept until the cause is removed.
     */
    private Answer meaning(HttpResponse<String> response, int events) {
        return switch (response.statusCode()) {
            case 200, 202 -> settled(response, events);
            case 413 -> new Answer.Refused("too-large", detail(response));
            case 400 ->
                Refusal.ofEvents(response.body())
                        .<Answer>map(reason -> new Answer.Refused(reason, detail(response)))
                        .orElseGet(() -> postponed(response));
            default -> postponed(response);
        };
    }

    private Answer settled(HttpResponse<String> response, int events) {
        try {
            List<Verdict> verdicts = UsageJson.verdicts(response.body());
            if (verdicts.size() == events) {
                return new Answer.Settled(verdicts);
            }
            return new Answer.Postponed(
                    "an answer to " + verdicts.size() + " events instead of " + events, Duration.ZERO);
        } catch (IllegalArgumentException e) {
            return new Answer.Postponed("an unreadable answer: " + e.getMessage(), Duration.ZERO);
        }
    }

    private Answer postponed(HttpResponse<String> response) {
        return new Answer.Postponed(
                response.statusCode() + " " + detail(response), RetryAfter.of(response.headers(), clock.instant()));
    }

    private static String detail(HttpResponse<String> response) {
        String body = response.body().strip();
        return body.length() <= DETAIL_LENGTH ? body : body.substring(0, DETAIL_LENGTH) + "...";
    }

    private byte[] body(List<byte[]> events) {
        int size = events.size() + 1;
        for (byte[] event : events) {
            size += event.length;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream(size);
        plain.write('[');
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                plain.write(',');
            }
            plain.writeBytes(events.get(i));
        }
        plain.write(']');
        return settings.gzip() ? zipped(plain) : plain.toByteArray();
    }

    private static byte[] zipped(ByteArrayOutputStream plain) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream(plain.size() / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            plain.writeTo(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
