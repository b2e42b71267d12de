package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.contracts.billing.UsageRecorded;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventTypes;
import io.enterprisemode.kernel.messaging.MessagingConfiguration;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the hours that changed, each with its figures of now. Writers append what they changed to {@code usage_change}; one publisher of
 * the service works at a time, sends the hours, waits for Kafka and only then takes away exactly the changes it has seen, in one transaction.
 * Killed at any point, it sends some hours again, which says the same or something newer; writers never wait for it.
 */
@ApplicationScoped
class UsagePublisher {

    private static final Logger LOG = Logger.getLogger(UsagePublisher.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private static final String LEAD = "select pg_try_advisory_xact_lock(hashtext('usage_publisher')) as leader";

    private static final String TAKE = """
            select c.org_id, c.id, c.meter_id, c.hour, c.workspace_id, h.quantity, h.events, h.revision
              from (select org_id, id, meter_id, hour, workspace_id from usage_change order by id limit $1) c
              join usage_hour h on h.org_id = c.org_id and h.meter_id = c.meter_id and h.hour = c.hour
                               and h.workspace_id = c.workspace_id
             order by c.id""";

    private static final String FORGET = """
            delete from usage_change c
             using unnest($1::uuid[], $2::bigint[]) as i (org_id, id)
             where c.org_id = i.org_id and c.id = i.id""";

    private final WorkerTransactions transactions;
    private final PlanCatalogue catalogue;
    private final Outbox outbox;
    private final UsageTopic topic;
    private final MeteringConfiguration configuration;
    private final boolean enabled;
    private final AtomicLong published = new AtomicLong();
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
        metrics.gauge("enterprise.usage.published.changes", published);
    }

    void start(@Observes StartupEvent started) {
        if (enabled) {
            loop = Uni.createFrom()
                    .deferred(this::turn)
                    .repeat()
                    .whilst(taken -> !stopping)
                    .subscribe()
                    .with(taken -> LOG.tracef("%d changes published", taken));
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        stopping = true;
        if (loop != null) {
            loop.cancel();
        }
    }

    private Uni<Integer> turn() {
        return publish(topic::send)
                .chain(taken -> taken < configuration.publishBatch()
                        ? Uni.createFrom().item(taken).onItem().delayIt().by(configuration.publishInterval())
                        : Uni.createFrom().item(taken))
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.warnf("changed hours are not published (%s); it is tried again", failure.toString());
                    return Uni.createFrom().item(0).onItem().delayIt().by(PAUSE_AFTER_FAILURE);
                });
    }

    /**
     * One round.
     *
     * @param send completes when Kafka has the events
     * @return how many changes were taken
     */
    Uni<Integer> publish(Function<List<Event>, Uni<Void>> send) {
        return catalogue.using(current -> transactions.inTransaction(connection -> lead(connection)
                .chain(leader -> leader
                        ? publish(connection, current, send)
                        : Uni.createFrom().item(0))));
    }

    private static Uni<Boolean> lead(SqlConnection connection) {
        return connection
                .query(LEAD)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("leader"));
    }

    private Uni<Integer> publish(SqlConnection connection, Catalogue current, Function<List<Event>, Uni<Void>> send) {
        return connection
                .preparedQuery(TAKE)
                .execute(Tuple.of(configuration.publishBatch()))
                .chain(rows -> {
                    List<Row> changes = new ArrayList<>(rows.size());
                    rows.forEach(changes::add);
                    return changes.isEmpty()
                            ? Uni.createFrom().item(0)
                            : send.apply(events(changes, current))
                                    .chain(() -> forget(connection, changes))
                                    .invoke(() -> published.addAndGet(changes.size()))
                                    .replaceWith(changes.size());
                });
    }

    /** One event per hour, however often it changed: all rows of an hour carry the figures of now. */
    private List<Event> events(List<Row> changes, Catalogue current) {
        Map<String, UsageRecorded> byHour = new LinkedHashMap<>();
        for (Row row : changes) {
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
            byHour.put(recorded.key(), recorded);
        }
        return byHour.values().stream()
                .map(recorded -> outbox.event(EventTypes.USAGE_RECORDED, recorded, null))
                .toList();
    }

    private static Uni<Void> forget(SqlConnection connection, List<Row> changes) {
        UUID[] organizations =
                changes.stream().map(row -> row.getUUID("org_id")).toArray(UUID[]::new);
        Long[] ids = changes.stream().map(row -> row.getLong("id")).toArray(Long[]::new);
        return connection
                .preparedQuery(FORGET)
                .execute(Tuple.of(organizations, ids))
                .replaceWithVoid();
    }
}
