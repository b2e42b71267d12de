package io.enterprisemode.kernel.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.kernel.sample.Note;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.web.problem.ProblemException;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class IdempotencyTest {

    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();
    private final UUID principal = UUID.randomUUID();

    @Inject
    TenantTransactions transactions;

    @Inject
    Idempotency idempotency;

    record Written(UUID id, String text) {}

    @Test
    void theSameRequestAgainGetsTheFirstAnswerAndNoSecondEffect() {
        Written first = write(acme, "\"key-1\"", "hello");
        Written second = write(acme, "key-1", "hello");

        assertThat(second).isEqualTo(first);
        assertThat(notes(acme)).isEqualTo(1);
    }

    @Test
    void theSameKeyWithAnotherRequestIsRefused() {
        write(acme, "key-2", "hello");

        assertThatThrownBy(() -> write(acme, "key-2", "something else"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type().code()).isEqualTo("idempotency-key-reused"));
    }

    @Test
    void keysOfTwoOrganizationsNeverMeet() {
        assertThat(write(acme, "key-3", "hello").id())
                .isNotEqualTo(write(globex, "key-3", "hello").id());
    }

    @Test
    void withoutAKeyEveryRequestIsItsOwn() {
        assertThat(write(acme, null, "hello").id())
                .isNotEqualTo(write(acme, null, "hello").id());
    }

    @Test
    void anAnswerThatAnotherVersionHasStoredIsReadWithMoreFieldsAndWithFewer() throws SQLException {
        Written first = write(acme, "key-6", "hello");

        store(
                "key-6",
                "{\"id\": \"%s\", \"text\": \"hello\", \"of\": {\"a later\": [\"version\"]}}".formatted(first.id()));
        assertThat(write(acme, "key-6", "hello")).isEqualTo(first);

        store("key-6", "{\"id\": \"%s\"}".formatted(first.id()));
        assertThat(write(acme, "key-6", "hello").id()).isEqualTo(first.id());
        assertThat(notes(acme)).isEqualTo(1);
    }

    private void store(String key, String answer) throws SQLException {
        try (Connection superuser = ServiceDatabase.of("sample").superuser();
                PreparedStatement update = superuser.prepareStatement(
                        "update idempotency_key set answer = ? where org_id = ? and key = ?")) {
            update.setString(1, answer);
            update.setObject(2, acme);
            update.setString(3, key);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void aFailedEffectLeavesTheKeyFree() {
        assertThatThrownBy(() -> once(
                        acme,
                        "key-4",
                        "hello",
                        tenantId -> Uni.createFrom().failure(new IllegalArgumentException("no"))))
                .hasMessageContaining("no");

        assertThat(write(acme, "key-4", "hello").text()).isEqualTo("hello");
    }

    @Test
    void manyAtOnceHaveOneEffect() throws Exception {
        List<Callable<Boolean>> senders = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            senders.add(() -> {
                try {
                    write(acme, "key-5", "hello");
                    return true;
                } catch (ProblemException e) {
                    assertThat(e.type().code()).isEqualTo("request-in-progress");
                    return false;
                }
            });
        }
        List<Future<Boolean>> answers;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            answers = threads.invokeAll(senders);
        }

        List<Boolean> succeeded = new ArrayList<>();
        for (Future<Boolean> answer : answers) {
            succeeded.add(answer.get());
        }
        assertThat(succeeded).contains(true);
        assertThat(notes(acme)).isEqualTo(1);
    }

    private Written write(UUID organization, @org.jspecify.annotations.Nullable String key, String text) {
        return once(organization, key, text, id -> Uni.createFrom().item(new Written(id, text)));
    }

    private Written once(
            UUID organization,
            @org.jspecify.annotations.Nullable String key,
            String text,
            java.util.function.Function<UUID, Uni<Written>> answer) {
        IdempotentCall call = IdempotentCall.of(principal, "POST /notes", key, Map.of("text", text));
        return inRequest(() -> transactions.inOrganization(
                organization,
                tenant -> idempotency.once(tenant, call, Written.class, () -> {
                    UUID id = UUID.randomUUID();
                    return tenant.session()
                            .persist(new Note(organization, id, text))
                            .chain(() -> answer.apply(id));
                })));
    }

    private static Written inRequest(java.util.function.Supplier<Uni<Written>> work) {
        ManagedContext request = Arc.container().requestContext();
        return Await.result(() -> Uni.createFrom().deferred(() -> {
            request.activate();
            return work.get();
        }));
    }

    private static long notes(UUID organization) {
        return ServiceDatabase.of("sample")
                .number("select count(*) from note where org_id = '%s'".formatted(organization));
    }
}
