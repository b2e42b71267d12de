package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class SubjectLockTest {

    /** As every version of the services has them. */
    private static final Map<SubjectLock, Long> NUMBERS = Map.of(
            SubjectLock.IDEMPOTENT_REQUEST, 0L,
            SubjectLock.DOMAIN, 30L,
            SubjectLock.MAIL_RECIPIENT, 65L,
            SubjectLock.FOUNDER, 66L,
            SubjectLock.SUBSCRIBER, 67L,
            SubjectLock.LEDGER, 72L);

    /** Locks by a key of 64 bits, of which PostgreSQL shows the halves. */
    private static final String LOCKS = """
            select count(*) from pg_locks where locktype = 'advisory' and objsubid = 1
               and (classid::bigint << 32) | objid::bigint = hashtextextended(%s, %s)""";

    private final UUID acme = UUID.randomUUID();
    private final String subject = "subject " + UUID.randomUUID();

    @Inject
    TenantTransactions transactions;

    @Inject
    WorkerTransactions workers;

    @Test
    void theKeyIsTheHashOfTheSubjectWithTheNumberOfItsKind() {
        assertThat(NUMBERS).containsOnlyKeys(SubjectLock.values());
        NUMBERS.forEach((kind, number) -> {
            assertThat(heldByATenant(kind, number)).as("%s of a tenant", kind).isEqualTo(1);
            assertThat(heldByAWorker(kind, number)).as("%s of a worker", kind).isEqualTo(1);
            assertThat(locks(number, true)).as("%s afterwards", kind).isZero();
        });
    }

    private long heldByATenant(SubjectLock kind, long number) {
        return Await.result(() -> transactions.inOrganization(
                acme,
                tenant -> kind.take(tenant, subject)
                        .chain(() -> tenant.session()
                                .createNativeQuery(
                                        LOCKS.formatted("?1", "?2") + " and granted and pid = pg_backend_pid()",
                                        Long.class)
                                .setParameter(1, subject)
                                .setParameter(2, number)
                                .getSingleResult())));
    }

    private long heldByAWorker(SubjectLock kind, long number) {
        return Await.result(() -> workers.inTransaction(connection -> kind.take(connection, subject)
                .chain(() -> connection
                        .preparedQuery(LOCKS.formatted("$1", "$2") + " and granted and pid = pg_backend_pid()")
                        .execute(Tuple.of(subject, number)))
                .map(rows -> rows.iterator().next().getLong(0))));
    }

    /** How many have the lock, or wait for it. */
    private long locks(long number, boolean granted) {
        return ServiceDatabase.of("sample")
                .number(LOCKS.formatted("'" + subject + "'", number) + (granted ? " and granted" : " and not granted"));
    }

    @Test
    void whoeverComesLaterWaitsForTheEndOfTheTransactionBefore() throws Exception {
        try (Connection before = holding(SubjectLock.SUBSCRIBER);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<String> later = thread.submit(() -> Await.result(() -> transactions.inOrganization(
                    acme, tenant -> SubjectLock.SUBSCRIBER.take(tenant, subject).replaceWith("has it"))));
            try {
                Awaitility.await("somebody who waits")
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> locks(NUMBERS.get(SubjectLock.SUBSCRIBER), false) == 1);
                assertThat(later.isDone()).isFalse();
            } finally {
                before.commit();
            }

            assertThat(later.get(60, TimeUnit.SECONDS)).isEqualTo("has it");
        }
    }

    @Test
    void whoeverDoesNotWaitIsToldThatAnotherHasIt() throws SQLException {
        try (Connection before = holding(SubjectLock.IDEMPOTENT_REQUEST)) {
            assertThat(takesIfFree(subject)).isFalse();
            assertThat(takesIfFree(subject + " of somebody else")).isTrue();
            before.commit();
        }

        assertThat(takesIfFree(subject)).isTrue();
    }

    @Test
    void subjectsOfOtherKindsDoNotMeet() throws SQLException {
        try (Connection before = holding(SubjectLock.DOMAIN)) {
            assertThat(takesIfFree(subject)).isTrue();
            before.commit();
        }
    }

    private boolean takesIfFree(String whom) {
        return Await.result(() ->
                transactions.inOrganization(acme, tenant -> SubjectLock.IDEMPOTENT_REQUEST.takeIfFree(tenant, whom)));
    }

    /** A transaction of the version before, which writes the statement out. */
    private Connection holding(SubjectLock kind) throws SQLException {
        Connection connection = ServiceDatabase.of("sample").superuser();
        connection.setAutoCommit(false);
        try (PreparedStatement lock = connection.prepareStatement(
                "select pg_advisory_xact_lock(hashtextextended(?, " + NUMBERS.get(kind) + "))")) {
            lock.setString(1, subject);
            lock.execute();
        }
        return connection;
    }
}
