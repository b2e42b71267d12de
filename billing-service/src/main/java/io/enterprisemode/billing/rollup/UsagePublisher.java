package io.enterprisemode.billing.rollup;

import static io.enterprisemode.billing.metering.ArrayParameters.column;

import io.enterprisemode.billing.metering.MeteringConfiguration;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.contracts.billing.UsageRecorded;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.MessagingConfiguration;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the hours that changed, each with its figures of now. Writers flag what they change; one publisher of the
 * service works at a time, sends the hours, waits for Kafka and only then takes back the flag of those that have not
 * changed since. If it is killed at any point, it sends some hours again, with the same or newer figures. It never
 * waits for a writer, and a writer for it no longer than for the commit that takes the flag back.
 */
@ApplicationScoped
class UsagePublisher {

    private static final Logger LOG = Logger.getLogger(UsagePublisher.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private static final String LEAD = "select pg_try_advisory_xact_lock(hashtext('usage_publisher')) as leader";

    /**
     * The next hours that changed, in the order of the index, so that none is passed over for those that change all the
     * time.
     */
    private static final String CHANGED = """
            select org_id, meter_id, hour, workspace_id, quantity, events, revision
              from usage_hour
             where unpublished and (org_id, meter_id, hour, workspace_id) > ($1, $2, $3, $4)
             order by org_id, meter_id, hour, workspace_id
             limit $5""";

    /**
     * An hour that changed meanwhile, or is locked by a writer, stays unpublished: a publisher that waits for one
     * writer could delay another one that waits for the publisher.
     */
    private static final String PUBLISHED = """
            update usage_hour h set unpublished = false
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::uuid[], $5::bigint[])
                   as i (org_id, meter_id, hour, workspace_id, revision)
             cross join lateral (select 1
                                   from usage_hour f
                                  where f.org_id = i.org_id and f.meter_id = i.meter_id and f.hour = i.hour
                                    and f.workspace_id = i.workspace_id and f.revision = i.revision
                                    for update skip locked) f
             where h.org_id = i.org_id and h.meter_id = i.meter_id and h.hour = i.hour
                 and h.workspace_id = i.workspace_id""";

    /**
     * What a round did.
     *
     * @param hours that were published
     * @param full whether there may be more
     */
    record Round(int hours, boolean full) {

        static final Round NOTHING = new Round(0, false);
    }

    /** The position at which a round continues. */
    private record Position(UUID organization, short meter, OffsetDateTime hour, UUID workspace) {

        static final Position BEGINNING = new Position(
                new UUID(0, 0), Short.MIN_VALUE, OffsetDateTime.parse("0001-01-01T00:00:00Z"), new UUID(0, 0));

        static Position of(Row row) {
            return new Position(
                    row.getUUID("org_id"),
                    row.getShort("meter_id"),
                    row.getOffsetDateTime("hour"),
                    row.getUUID("workspace_id"));
        }
    }

    /** Hours that are being published. */
    private record Hours(List<Row> rows) {

        static Hours of(RowSet<Row> rows) {
            List<Row> hours = new ArrayList<>(rows.size());
            rows.forEach(hours::add);
            return new Hours(hours);
        }

        int size() {
            return rows.size();
        }

        Tuple revisions() {
            return Tuple.of(
                    column(rows, UUID[]::new, row -> row.getUUID("org_id")),
                    column(rows, Short[]::new, row -> row.getShort("meter_id")),
                    column(rows, OffsetDateTime[]::new, row -> row.getOffsetDateTime("hour")),
                    column(rows, UUID[]::new, row -> row.getUUID("workspace_id")),
                    column(rows, Long[]::new, row -> row.getLong("revision")));
        }
    }

    private final WorkerTransactions transactions;
    private final PlanCatalogue catalogue;
    private final Outbox outbox;
    private final UsageTopic topic;
    private final MeteringConfiguration configuration;
    private final boolean enabled;
    private final AtomicLong published = new AtomicLong();
    private volatile Position position = Position.BEGINNING;
    private volatile boolean stopping;
    private @Nullable Cancellable loop;

    UsagePublisher(
            WorkerTransactions transactions,
            PlanCatalogue catalogue,
            Outbox outbox,
            UsageTopic topic,
            MeteringConfiguration configuration,
            MessagingConfiguration messaging,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.outbox = outbox;
        this.topic = topic;
        this.configuration = configuration;
        this.enabled = configuration.publish() && messaging.enabled();
        metrics.gauge("enterprise.usage.published.hours", published);
    }

    void start(@Observes StartupEvent started) {
        if (enabled) {
            loop = Uni.createFrom()
                    .deferred(this::turn)
                    .repeat()
                    .whilst(round -> !stopping)
                    .subscribe()
                    .with(round -> LOG.tracef("%d hours published", round.hours()));
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        stopping = true;
        if (loop != null) {
            loop.cancel();
        }
    }

    private Uni<Round> turn() {
        return publish(topic::send)
                .chain(round -> round.full()
                        ? Uni.createFrom().item(round)
                        : Uni.createFrom().item(round).onItem().delayIt().by(configuration.publishInterval()))
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.warnf("changed hours are not published (%s); it is tried again", failure.toString());
                    return Uni.createFrom()
                            .item(Round.NOTHING)
                            .onItem()
                            .delayIt()
                            .by(PAUSE_AFTER_FAILURE);
                });
    }

    /**
     * One round.
     *
     * @param send completes when Kafka has the events
     */
    Uni<Round> publish(Function<List<Event>, Uni<Void>> send) {
        return catalogue.using(current -> transactions.inTransaction(connection -> lead(connection)
                .chain(leader -> leader
                        ? publish(connection, current, send)
                        : Uni.createFrom().item(Round.NOTHING))));
    }

    private static Uni<Boolean> lead(SqlConnection connection) {
        return connection
                .query(LEAD)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("leader"));
    }

    private Uni<Round> publish(SqlConnection connection, Catalogue current, Function<List<Event>, Uni<Void>> send) {
        Position after = position;
        int most = configuration.publishBatch();
        return connection
                .preparedQuery(CHANGED)
                .execute(Tuple.of(after.organization(), after.meter(), after.hour(), after.workspace(), most))
                .map(Hours::of)
                .chain(hours -> hours.size() == 0
                        ? Uni.createFrom().item(hours)
                        : send.apply(events(hours.rows(), current))
                                .chain(() -> connection.preparedQuery(PUBLISHED).execute(hours.revisions()))
                                .invoke(() -> published.addAndGet(hours.size()))
                                .replaceWith(hours))
                .map(hours -> {
                    boolean full = hours.size() == most;
                    position = full ? Position.of(hours.rows().getLast()) : Position.BEGINNING;
                    return new Round(hours.size(), full);
                });
    }

    private List<Event> events(List<Row> hours, Catalogue current) {
        List<Event> events = new ArrayList<>(hours.size());
        for (Row row : hours) {
            Meter meter = current.meter(row.getShort("meter_id"));
            UsageRecorded recorded = new UsageRecorded(
                    row.getUUID("org_id"),
                    row.getUUID("workspace_id"),
                    meter.code(),
                    meter.aggregation(),
                    row.getOffsetDateTime("hour").toInstant(),
                    row.getLong("quantity"),
                    row.getLong("events"),
                    row.getLong("revision"));
            events.add(outbox.event(EventTypes.USAGE_RECORDED, recorded, null));
        }
        return events;
    }
}
