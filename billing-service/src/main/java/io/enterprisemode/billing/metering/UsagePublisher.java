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
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    /** Hours of the changes of a round, the same one counted as often as it changed. */
    private static final int HOURS_AT_ONCE = 50_000;

    /** The first changes, as long as they are about so many hours. */
    private static final String TAKE = """
            select org_id, id, hours_before + cardinality(hours) >= $2 as last
              from (select org_id, id, hours, sum(cardinality(hours)) over (order by id) - cardinality(hours) as hours_before
                      from (select org_id, id, hours from usage_change order by id limit $1) c) c
             where hours_before < $2
             order by id""";

    /** The hours of the changes, each once, with its figures of now. */
    private static final String HOURS = """
            select d.org_id, d.meter_id, d.hour, d.workspace_id, h.quantity, h.events, h.revision
              from (select distinct c.org_id, u.meter_id, u.hour, u.workspace_id
                      from unnest($1::uuid[], $2::bigint[]) as i (org_id, id)
                     cross join lateral (select s.org_id, s.meter_ids, s.hours, s.workspace_ids
                                           from usage_change s
                                          where s.org_id = i.org_id and s.id = i.id
                                         offset 0) c
                     cross join lateral unnest(c.meter_ids, c.hours, c.workspace_ids) as u (meter_id, hour, workspace_id)) d
             cross join lateral (select g.quantity, g.events, g.revision
                                   from usage_hour g
                                  where g.org_id = d.org_id and g.meter_id = d.meter_id and g.hour = d.hour
                                    and g.workspace_id = d.workspace_id
                                 offset 0) h""";

    private static final String FORGET = """
            delete from usage_change c
             using unnest($1::uuid[], $2::bigint[]) as i (org_id, id)
             where c.org_id = i.org_id and c.id = i.id""";

    /**
     * What a round did.
     *
     * @param changes that were taken
     * @param full whether there may be more
     */
    record Round(int changes, boolean full) {

        static final Round NOTHING = new Round(0, false);
    }

    /** Changes that are being published. */
    private record Changes(List<UUID> organizations, List<Long> ids, boolean full) {

        static Changes of(RowSet<Row> rows, int most) {
            List<UUID> organizations = new ArrayList<>(rows.size());
            List<Long> ids = new ArrayList<>(rows.size());
            boolean full = rows.size() == most;
            for (Row row : rows) {
                organizations.add(row.getUUID("org_id"));
                ids.add(row.getLong("id"));
                full |= row.getBoolean("last");
            }
            return new Changes(organizations, ids, full);
        }

        int size() {
            return ids.size();
        }

        Tuple parameters() {
            return Tuple.of(organizations.toArray(UUID[]::new), ids.toArray(Long[]::new));
        }
    }

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
                    .whilst(round -> !stopping)
                    .subscribe()
                    .with(round -> LOG.tracef("%d changes published", round.changes()));
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
        return connection
                .preparedQuery(TAKE)
                .execute(Tuple.of(configuration.publishBatch(), HOURS_AT_ONCE))
                .map(rows -> Changes.of(rows, configuration.publishBatch()))
                .chain(changes -> changes.size() == 0
                        ? Uni.createFrom().item(Round.NOTHING)
                        : connection
                                .preparedQuery(HOURS)
                                .execute(changes.parameters())
                                .chain(hours -> send.apply(events(hours, current)))
                                .chain(() -> connection.preparedQuery(FORGET).execute(changes.parameters()))
                                .invoke(() -> published.addAndGet(changes.size()))
                                .replaceWith(new Round(changes.size(), changes.full())));
    }

    private List<Event> events(RowSet<Row> hours, Catalogue current) {
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
