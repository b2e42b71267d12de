package io.enterprisemode.teams.allowance;

import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.SequentialSteps;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Forgets what no allowance counts any more, in small steps. */
@ApplicationScoped
public class AllowancePurge {

    private static final Logger LOG = Logger.getLogger(AllowancePurge.class);
    private static final int BATCH = 1_000;

    private static final String MAILS = """
            delete from mail_record where (org_id, id) in (
                select org_id, id from mail_record where happened_at <= $1 order by happened_at limit $2)""";
    private static final String FOUNDINGS = """
            delete from organization_founding where org_id in (
                select org_id from organization_founding where happened_at <= $1 order by happened_at limit $2)""";

    private final WorkerTransactions transactions;
    private final Duration longest;
    private final Clock clock;

    AllowancePurge(WorkerTransactions transactions, AllowanceConfiguration configuration, Clock clock) {
        this.transactions = transactions;
        this.longest = Stream.of(
                        configuration.mailsToRecipientWindow(),
                        configuration.mailsOfOrganizationWindow(),
                        configuration.mailsReceivedWindow(),
                        configuration.organizationsWindow())
                .max(Duration::compareTo)
                .orElseThrow();
        this.clock = clock;
    }

    @Scheduled(
            identity = "allowance-purge",
            every = "${enterprise.allowances.purge-every:1h}",
            delayed = "5m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> purge() {
        OffsetDateTime before = DatabaseTime.now(clock).minus(longest).atOffset(ZoneOffset.UTC);
        return SequentialSteps.independently(
                        List.of(MAILS, FOUNDINGS),
                        statement -> steps(statement, before),
                        (statement, failure) ->
                                LOG.warnf("what is counted no more is not forgotten: %s", failure.toString()))
                .replaceWithVoid();
    }

    private Uni<Void> steps(String statement, OffsetDateTime before) {
        return transactions
                .withConnection(
                        connection -> connection.preparedQuery(statement).execute(Tuple.of(before, BATCH)))
                .chain(deleted -> deleted.rowCount() == BATCH
                        ? steps(statement, before)
                        : Uni.createFrom().voidItem());
    }
}
