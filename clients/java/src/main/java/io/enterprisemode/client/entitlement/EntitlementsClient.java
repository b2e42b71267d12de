package io.enterprisemode.client.entitlement;

import io.enterprisemode.client.internal.Backoff;
import io.enterprisemode.client.internal.HttpSender;
import io.enterprisemode.client.internal.Pause;
import io.enterprisemode.client.usage.Credentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Answers what an organization may use. It reads {@code GET /api/billing/entitlements} in the background and keeps the
 * last answer, so that questions about plan, features and the state of meters are answered without a request. Whether a
 * certain quantity may be used now is asked of the service ({@link #check}); what must not be refused later is
 * reserved.
 *
 * <pre>{@code
 * try (EntitlementsClient entitlements = EntitlementsClient.builder(URI.create("https://enterprise.example.com"))
 *         .credentials(Credentials.apiKey(key))
 *         .build()) {
 *     entitlements.refresh();
 *     if (entitlements.feature("sso").allowed()) { offerSingleSignOn(); }
 *     if (entitlements.check("emails", 250).allowed()) { send(250); }
 * }
 * }</pre>
 *
 * <p>It may be used by many threads. What asks the service throws {@link EntitlementsException} when the service
 * refuses, or does not answer in time; it is tried again only where the connection breaks, and after 401 with fresh
 * credentials.
 */
public final class EntitlementsClient implements AutoCloseable {

    private final EntitlementsApi api;
    private final Clock clock;
    private final Duration maxAge;
    private final @Nullable HttpClient ownHttp;
    private final @Nullable Thread poller;

    private final AtomicLong reads = new AtomicLong();
    private final AtomicReference<@Nullable Answer> last = new AtomicReference<>();
    private volatile @Nullable EntitlementsException lastFailure;

    /**
     * An answer of the service.
     *
     * @param number of the request, which grows with each
     * @param tag of If-None-Match; null: the answer has none
     */
    private record Answer(long number, @Nullable String tag, EntitlementsSnapshot snapshot) {

        /** The one whose request was sent later. */
        static Answer later(@Nullable Answer one, Answer other) {
            return one != null && one.number > other.number ? one : other;
        }
    }

    private EntitlementsClient(Builder builder, Credentials credentials) {
        this.ownHttp = builder.http == null ? HttpSender.standardClient(builder.timeout) : null;
        this.api = new EntitlementsApi(
                new HttpSender(ownHttp == null ? Objects.requireNonNull(builder.http) : ownHttp, builder.timeout),
                builder.baseUrl,
                builder.organizationId,
                credentials,
                builder.clock);
        this.clock = builder.clock;
        this.maxAge = builder.maxAge;
        this.poller = builder.interval.isZero()
                ? null
                : Thread.ofPlatform()
                        .daemon()
                        .name("entitlements-client")
                        .unstarted(new Polling(
                                this::refresh,
                                builder.interval,
                                new Backoff(builder.firstPause, builder.longestPause, builder.random),
                                builder.pause,
                                builder.random));
    }

    /** A client of the service at an address, such as {@code https://enterprise.example.com}. */
    public static Builder builder(URI baseUrl) {
        return new Builder(baseUrl);
    }

    /**
     * The last answer of the service, without a request.
     *
     * @throws StaleEntitlementsException when there is none yet, or it was confirmed longer ago than
     *     {@link Builder#maxAge}
     */
    public EntitlementsSnapshot snapshot() {
        Answer answer = last.get();
        if (answer == null) {
            throw new StaleEntitlementsException(null, lastFailure);
        }
        Duration age = answer.snapshot().ageAt(clock.instant());
        if (age.compareTo(maxAge) > 0) {
            throw new StaleEntitlementsException(age, lastFailure);
        }
        return answer.snapshot();
    }

    /** The last answer of the service, however old, without a request; empty when there is none yet. */
    public Optional<EntitlementsSnapshot> lastSnapshot() {
        return Optional.ofNullable(last.get()).map(Answer::snapshot);
    }

    /**
     * A feature by the last answer, without a request.
     *
     * @param name e.g. {@code sso}; a name that no plan has is not allowed
     * @throws StaleEntitlementsException as {@link #snapshot}
     */
    public Feature feature(String name) {
        return snapshot().entitlements().feature(name);
    }

    /**
     * A meter by the last answer, without a request: whether one more unit would be accepted, and what is used of it.
     *
     * @param code e.g. {@code emails}
     * @return empty when there is no such meter, or it is archived
     * @throws StaleEntitlementsException as {@link #snapshot}
     */
    public Optional<Entitlement> meter(String code) {
        return snapshot().entitlements().meter(code);
    }

    /**
     * Asks the service now. While nothing but figures of usage has changed it confirms the last answer (304), whose
     * figures stay as they were read.
     *
     * @return the snapshot that is kept from now on
     * @throws EntitlementsException when the service refuses or does not answer; the last snapshot is kept. 403: the
     *     credentials have no role on the whole organization that permits usage:read
     */
    public EntitlementsSnapshot refresh() {
        return read(last.get());
    }

    /**
     * As {@link #refresh}, but reads everything anew, also the figures of usage.
     *
     * @throws EntitlementsException as {@link #refresh}
     */
    public EntitlementsSnapshot reload() {
        return read(null);
    }

    private EntitlementsSnapshot read(@Nullable Answer before) {
        long number = reads.incrementAndGet();
        Instant now = clock.instant();
        try {
            HttpResponse<String> response = api.get(EntitlementsApi.PATH, before == null ? null : before.tag());
            Answer answer = response.statusCode() == 304
                    ? confirmed(before, number, now)
                    : new Answer(
                            number,
                            response.headers().firstValue("ETag").orElse(null),
                            new EntitlementsSnapshot(
                                    EntitlementJson.read(response.body(), EntitlementJson::entitlements), now, now));
            lastFailure = null;
            return last.accumulateAndGet(answer, Answer::later).snapshot();
        } catch (EntitlementsException e) {
            lastFailure = e;
            throw e;
        }
    }

    private static Answer confirmed(@Nullable Answer before, long number, Instant now) {
        if (before == null || before.tag() == null) {
            throw EntitlementsApi.unreadable("304 to a request without condition", null);
        }
        EntitlementsSnapshot same = before.snapshot();
        return new Answer(number, before.tag(), new EntitlementsSnapshot(same.entitlements(), same.readAt(), now));
    }

    /** The failure of the last reading; empty when that succeeded, or there was none yet. */
    public Optional<EntitlementsException> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /**
     * Asks the service whether a quantity may be used now. All usage that it has accepted before counts. It decides
     * nothing for good: usage of others may come first.
     *
     * @param meter its code, e.g. {@code emails}
     * @param quantity in the meter's unit, 0 to 10^15; of a meter of type MAX or LATEST what would be added to the sum
     *     over the workspaces
     * @throws EntitlementsException 400 with a field error when there is no such meter, or the quantity is out of
     *     range; 401, 403, 404: not for these credentials; 429, 5xx: try again later; 0: there is no complete answer
     */
    public Entitlement check(String meter, long quantity) {
        return ask(Map.of("meter", meter, "quantity", quantity));
    }

    /**
     * Asks the service whether the organization has a feature now. An unknown one is not allowed.
     *
     * @param name e.g. {@code sso}
     * @throws EntitlementsException as {@link #check}
     */
    public Entitlement checkFeature(String name) {
        return ask(Map.of("feature", name));
    }

    private Entitlement ask(Map<String, ?> question) {
        return EntitlementJson.read(
                api.post(EntitlementsApi.PATH + "/check", EntitlementJson.write(question), Map.of()),
                EntitlementJson::entitlement);
    }

    /** What holds quantities before they are used. */
    public Reservations reservations() {
        return new Reservations(api);
    }

    /** Ends polling, and the connections, unless the HTTP client is one of the application. Snapshots stay. */
    @Override
    public void close() {
        if (poller != null) {
            poller.interrupt();
        }
        if (ownHttp != null) {
            ownHttp.shutdownNow();
        }
        joinPoller();
    }

    private void joinPoller() {
        boolean interrupted = false;
        while (poller != null && poller.isAlive()) {
            try {
                poller.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The settings of a client. Only credentials must be given; for people and service accounts of several
     * organizations, the organization, too.
     */
    public static final class Builder {

        private final URI baseUrl;
        private @Nullable Credentials credentials;
        private @Nullable String organizationId;
        private Duration timeout = Duration.ofSeconds(5);
        private Duration interval = Duration.ofSeconds(10);
        private Duration maxAge = Duration.ofMinutes(5);
        private Duration firstPause = Duration.ofSeconds(1);
        private Duration longestPause = Duration.ofSeconds(60);
        private @Nullable HttpClient http;
        private Clock clock = Clock.systemUTC();
        private RandomGenerator random = RandomGenerator.getDefault();
        private Pause pause = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

        private Builder(URI baseUrl) {
            this.baseUrl = baseUrl;
        }

        /** Who asks. */
        public Builder credentials(Credentials theCredentials) {
            this.credentials = theCredentials;
            return this;
        }

        /** The organization; an API key has its own. */
        public Builder organization(String id) {
            this.organizationId = id;
            return this;
        }

        /** How long a connection may take, and a request with its whole answer; default 5 s. */
        public Builder timeout(Duration time) {
            this.timeout = positive(time, "timeout");
            return this;
        }

        /**
         * How often the service is read in the background; default every 10 s, varied by a tenth. Zero: only
         * {@link #refresh} reads, and there is no thread.
         */
        public Builder pollEvery(Duration time) {
            this.interval = time.isZero() ? time : positive(time, "interval");
            return this;
        }

        /**
         * How long ago a snapshot may have been confirmed; default 5 min. {@link #snapshot} throws when it is older.
         * With {@code ChronoUnit.FOREVER.getDuration()} it may be of any age.
         */
        public Builder maxAge(Duration time) {
            this.maxAge = positive(time, "maximum age");
            return this;
        }

        /**
         * The pauses of polling after failures; default from 1 s, doubled each time up to 60 s. A longer Retry-After of
         * the service is kept.
         */
        public Builder retries(Duration first, Duration longest) {
            this.firstPause = positive(first, "first pause");
            this.longestPause = positive(longest, "longest pause");
            return this;
        }

        /** Another HTTP client, with a proxy or TLS settings of its own; closing this client leaves it open. */
        public Builder http(HttpClient client) {
            this.http = client;
            return this;
        }

        /** Another clock, for the age of snapshots. */
        public Builder clock(Clock other) {
            this.clock = other;
            return this;
        }

        Builder pauses(Pause other, RandomGenerator lots) {
            this.pause = other;
            this.random = lots;
            return this;
        }

        /**
         * Starts the client, and with it polling. It does not wait for the first answer: {@link #refresh} does.
         *
         * @throws IllegalStateException when there are no credentials
         */
        public EntitlementsClient build() {
            if (credentials == null) {
                throw new IllegalStateException("give credentials");
            }
            EntitlementsClient client = new EntitlementsClient(this, credentials);
            if (client.poller != null) {
                client.poller.start();
            }
            return client;
        }

        private static Duration positive(Duration value, String name) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("the " + name + " must be positive, not " + value);
            }
            return value;
        }
    }
}
