package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.kernel.sample.Note;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class TenantTransactionsTest {

    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();

    @Inject
    TenantTransactions transactions;

    @Test
    void anEntityOfOneOrganizationIsNotServedToAnotherOnTheSameContext() {
        UUID id = UUID.randomUUID();
        write(acme, id, "of Acme");

        List<String> seen = Await.result(() ->
                textOf(acme, acme, id).chain(first -> textOf(globex, acme, id).map(second -> List.of(first, second))));

        assertThat(seen).containsExactly("of Acme", "nothing");
    }

    @Test
    void aNestedTransactionOfAnotherOrganizationIsRefused() {
        assertThatThrownBy(() -> Await.result(() -> transactions.inOrganization(
                        acme,
                        outer -> transactions.inOrganization(
                                globex, inner -> Uni.createFrom().item("inside")))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another organization");
    }

    @Test
    void aNestedTransactionOfTheSameOrganizationJoinsAndFailsWithTheOuterOne() {
        UUID id = UUID.randomUUID();

        assertThatThrownBy(() -> Await.result(() -> transactions.inOrganization(
                        acme,
                        outer -> transactions
                                .inOrganization(acme, inner -> inner.session().persist(new Note(acme, id, "inner")))
                                .chain(() -> Uni.createFrom()
                                        .failure(new IllegalArgumentException("after the inner one"))))))
                .hasMessageContaining("after the inner one");

        assertThat(Await.result(() -> textOf(acme, acme, id))).isEqualTo("nothing");
    }

    @Test
    void whatIsLeftToTheEndIsWrittenTogetherAfterEverythingElse() {
        List<String> written = new ArrayList<>();
        AtEnd.Writer<String> writer = (tenant, rows) -> tenant.rows("select count(*) from note where org_id = $1", acme)
                .invoke(found -> written.add(rows + " after " + found.getFirst()[0] + " notes"))
                .replaceWithVoid();

        Await.result(() -> transactions.inOrganization(acme, outer -> {
            outer.atEnd().write(writer, List.of("first", "second"));
            return transactions
                    .inOrganization(acme, inner -> {
                        inner.atEnd().write(writer, List.of("of a joined call"));
                        return inner.session().persist(new Note(acme, UUID.randomUUID(), "before"));
                    })
                    .invoke(() -> assertThat(written).isEmpty());
        }));

        assertThat(written).containsExactly("[first, second, of a joined call] after 1 notes");
    }

    @Test
    void whatFailsAtTheEndTakesEverythingBack() {
        UUID id = UUID.randomUUID();
        AtEnd.Writer<String> failing =
                (tenant, rows) -> tenant.rows("select cast(cast($1 as text) as int)", rows.getFirst())
                        .replaceWithVoid();

        assertThatThrownBy(() -> Await.result(() -> transactions.inOrganization(acme, tenant -> {
                    tenant.atEnd().write(failing, List.of("no number"));
                    return tenant.session().persist(new Note(acme, id, "before"));
                })))
                .hasStackTraceContaining("22P02");

        assertThat(Await.result(() -> textOf(acme, acme, id))).isEqualTo("nothing");
    }

    @Test
    void sqlPastTheSessionIsBoundToTheOrganizationToo() {
        UUID id = UUID.randomUUID();
        write(acme, id, "of Acme");

        List<Object[]> seen = Await.result(() ->
                transactions.inOrganization(globex, tenant -> tenant.rows("select text from note where id = $1", id)));
        int stored = Await.result(() -> insert(acme, acme, UUID.randomUUID()));

        assertThat(seen).isEmpty();
        assertThat(stored).isOne();
        assertThatThrownBy(() -> Await.result(() -> insert(globex, acme, UUID.randomUUID())))
                .hasStackTraceContaining("42501");
    }

    @Test
    void aRowOfAnotherOrganizationCannotBeWritten() {
        assertThatThrownBy(() -> Await.result(() -> transactions.inOrganization(
                        acme, tenant -> tenant.session().persist(new Note(globex, UUID.randomUUID(), "smuggled")))))
                .hasStackTraceContaining("42501");
    }

    @Test
    void withoutAnOrganizationNothingIsThereAndNothingFails() throws SQLException {
        write(acme, UUID.randomUUID(), "of Acme");
        ServiceDatabase database = ServiceDatabase.of("sample");

        try (Connection app = database.app();
                Statement statement = app.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from note")) {
            rows.next();
            assertThat(rows.getLong(1)).isZero();
        }
    }

    @Test
    void whoeverGoesAwayMeanwhileLeavesNoHalfTransaction() throws Exception {
        UUID id = UUID.randomUUID();
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        AtomicReference<Cancellable> subscription = new AtomicReference<>();
        Vertx vertx = CDI.current().select(Vertx.class).get();
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(ignored -> subscription.set(transactions
                .inOrganization(
                        acme,
                        tenant -> tenant.session()
                                .persist(new Note(acme, id, "brought to its end"))
                                .call(() -> tenant.session().flush())
                                .invoke(inTheMiddle::countDown)
                                .call(() -> tenant.session()
                                        .createNativeQuery("select pg_sleep(0.3)::text", String.class)
                                        .getSingleResult()))
                .subscribe()
                .with(done -> {}, failure -> {})));

        assertThat(inTheMiddle.await(20, TimeUnit.SECONDS)).isTrue();
        context.runOnContext(ignored -> subscription.get().cancel());

        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> Await.result(() -> textOf(acme, acme, id)), "brought to its end"::equals);
    }

    @Test
    void twoConnectionsServeManyOrganizationsAtOnceWithFailuresInBetween() throws Exception {
        UUID ofAcme = UUID.randomUUID();
        UUID ofGlobex = UUID.randomUUID();
        write(acme, ofAcme, "of Acme");
        write(globex, ofGlobex, "of Globex");
        List<Callable<List<String>>> work = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            UUID own = i % 2 == 0 ? acme : globex;
            boolean fails = i % 5 == 0;
            work.add(() -> fails ? failing(own) : Await.result(() -> everythingOf(own)));
        }

        List<Future<List<String>>> done;
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            done = threads.invokeAll(work);
        }

        for (int i = 0; i < done.size(); i++) {
            if (i % 5 != 0) {
                assertThat(done.get(i).get()).containsExactly(i % 2 == 0 ? "of Acme" : "of Globex");
            }
        }
    }

    private List<String> failing(UUID organization) {
        assertThatThrownBy(() -> Await.result(() -> transactions.inOrganization(
                        organization,
                        tenant -> Uni.createFrom().failure(new IllegalArgumentException("in the middle")))))
                .hasMessageContaining("in the middle");
        return List.of();
    }

    private Uni<List<String>> everythingOf(UUID organization) {
        return transactions.inOrganization(
                organization,
                tenant -> tenant.session()
                        .createQuery("select text from Note", String.class)
                        .getResultList());
    }

    private Uni<String> textOf(UUID bound, UUID owner, UUID id) {
        return transactions.inOrganization(
                bound,
                tenant -> tenant.session()
                        .find(Note.class, new Note.Key(owner, id))
                        .map(note -> note == null ? "nothing" : note.text()));
    }

    private Uni<Integer> insert(UUID bound, UUID owner, UUID id) {
        return transactions.inOrganization(
                bound,
                tenant -> tenant.execute("insert into note (org_id, id, text) values ($1, $2, 'new')", owner, id));
    }

    private void write(UUID organization, UUID id, String text) {
        Await.result(() -> transactions.inOrganization(
                organization, tenant -> tenant.session().persist(new Note(organization, id, text))));
    }
}
