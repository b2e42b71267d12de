package io.enterprisemode.reporting.analytics;

import io.enterprisemode.contracts.billing.UsageRecorded;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.reporting.freshness.Intake;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Takes in the hours of usage. They come as absolute figures with a revision: the highest counts, in whatever order
 * they come.
 */
@ApplicationScoped
class UsageHourConsumer implements EventHandler {

    static final String NAME = "usage";

    private static final String PUT = """
            insert into usage_hour (org_id, workspace_id, meter, hour, aggregation, quantity, events, revision)
            select distinct on (org_id, meter, hour, workspace_id)
                   org_id, workspace_id, meter, hour, aggregation, quantity, events, revision
              from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::bigint[], $7::bigint[],
                          $8::bigint[])
                as recorded (org_id, workspace_id, meter, hour, aggregation, quantity, events, revision)
             order by org_id, meter, hour, workspace_id, revision desc
                on conflict (org_id, meter, hour, workspace_id) do update
                   set aggregation = excluded.aggregation, quantity = excluded.quantity, events = excluded.events,
                       revision = excluded.revision
                 where usage_hour.revision < excluded.revision""";

    private final EventConsumers consumers;
    private final WorkerTransactions transactions;
    private final Intake intake;

    UsageHourConsumer(EventConsumers consumers, WorkerTransactions transactions, Intake intake) {
        this.consumers = consumers;
        this.transactions = transactions;
        this.intake = intake;
    }

    @Incoming(NAME)
    Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> batch) {
        return consumers.events(batch, this);
    }

    @Override
    public Uni<Void> handle(List<Event> events) {
        List<UsageRecorded> hours = intake.read(events, EventTypes.USAGE_RECORDED);
        return transactions.inTransaction(
                connection -> put(connection, hours).chain(() -> intake.remember(connection, NAME, events)));
    }

    private static Uni<Void> put(SqlConnection connection, List<UsageRecorded> hours) {
        return connection
                .preparedQuery(PUT)
                .execute(Tuple.from(List.of(
                        column(hours, UsageRecorded::organizationId, UUID[]::new),
                        column(hours, UsageRecorded::workspaceId, UUID[]::new),
                        column(hours, UsageRecorded::meter, String[]::new),
                        column(hours, hour -> hour.hour().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new),
                        column(hours, hour -> hour.aggregation().name(), String[]::new),
                        numbers(hours, UsageRecorded::quantity),
                        numbers(hours, UsageRecorded::events),
                        numbers(hours, UsageRecorded::revision))))
                .replaceWithVoid();
    }

    private static <T> T[] column(List<UsageRecorded> hours, Function<UsageRecorded, T> value, IntFunction<T[]> array) {
        return hours.stream().map(value).toArray(array);
    }

    private static Long[] numbers(List<UsageRecorded> hours, ToLongFunction<UsageRecorded> value) {
        return hours.stream().mapToLong(value).boxed().toArray(Long[]::new);
    }
}
