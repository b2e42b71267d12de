package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Reports events that can never be published. They stay in the outbox, marked as failed, until an operator handles
 * them. It is DOWN when one of them is of a topic with heartbeats: the heartbeats continue and tell the other services
 * that their access view is complete, although this event is missing; also when the database does not answer in
 * {@link #PATIENCE}. It is a wellness check: no replica is removed from service.
 */
@Wellness
@ApplicationScoped
class OutboxFailures implements AsyncHealthCheck {

    private static final String NAME = "outbox";
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String FAILED = """
            select count(*) as failed, count(*) filter (where topic = any($1)) as failed_access
              from outbox_event
             where failed_at is not null""";

    private final WorkerTransactions transactions;
    private final String[] heartbeatTopics;

    OutboxFailures(WorkerTransactions transactions, MessagingConfiguration configuration) {
        this.transactions = transactions;
        this.heartbeatTopics = configuration.heartbeatTopics().orElse(List.of()).toArray(String[]::new);
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return transactions
                .withConnection(connection ->
                        connection.preparedQuery(FAILED).execute(Tuple.tuple().addArrayOfString(heartbeatTopics)))
                .map(rows -> rows.iterator().next())
                .map(row -> HealthCheckResponse.named(NAME)
                        .withData("failed", row.getLong("failed"))
                        .withData("failedAccess", row.getLong("failed_access"))
                        .status(row.getLong("failed_access") == 0)
                        .build())
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .recoverWithItem(() -> HealthCheckResponse.named(NAME)
                        .withData("known", false)
                        .down()
                        .build());
    }
}
