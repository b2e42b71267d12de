package io.enterprisemode.kernel.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.enterprisemode.kernel.tenancy.SubjectLock;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;

/**
 * Carries out a request once per Idempotency-Key. The key, the effect and the answer are stored in one transaction, so
 * that a crash leaves all of them or none. A repetition with the same key and the same request gets the first answer
 * again. The same key with another request is answered 422; while the first request is still running, 409.
 */
@ApplicationScoped
public class Idempotency {

    private final ObjectMapper json;
    private final ObjectReader stored;
    private final CurrentRequest current;

    Idempotency(ObjectMapper json, CurrentRequest current) {
        this.json = json;
        // The answer may be one of another version of this service, with more fields or fewer; requests are read
        // strictly.
        this.stored = json.reader()
                .without(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        this.current = current;
    }

    /**
     * Runs the effect, or answers as the first time.
     *
     * @param tenant the transaction of the effect
     * @param type of the answer; it is kept as JSON
     */
    public <T> Uni<T> once(Tenant tenant, IdempotentCall call, Class<T> type, Supplier<Uni<T>> effect) {
        if (call.key().isEmpty()) {
            return effect.get();
        }
        String key = call.key().get();
        return lock(tenant, call, key)
                .chain(() -> stored(tenant, call, key))
                .chain(rows -> rows.isEmpty()
                        ? effect.get().call(answer -> store(tenant, call, key, answer))
                        : Uni.createFrom().item(() -> replay(rows.getFirst(), call, type)));
    }

    /** Takes a transaction-level lock on the key. When it is not free, the first request is still running. */
    private static Uni<Void> lock(Tenant tenant, IdempotentCall call, String key) {
        return SubjectLock.IDEMPOTENT_REQUEST
                .takeIfFree(tenant, tenant.organizationId() + " " + call.principalId() + " " + call.route() + " " + key)
                .invoke(locked -> {
                    if (!locked) {
                        throw ProblemType.REQUEST_IN_PROGRESS.with("Send it again after the first has been answered.");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<List<Object[]>> stored(Tenant tenant, IdempotentCall call, String key) {
        return tenant.session()
                .createNativeQuery("""
                        select fingerprint, answer from idempotency_key
                         where org_id = ?1 and principal_id = ?2 and route = ?3 and key = ?4""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, call.principalId())
                .setParameter(3, call.route())
                .setParameter(4, key)
                .getResultList();
    }

    private <T> Uni<Integer> store(Tenant tenant, IdempotentCall call, String key, T answer) {
        return tenant.session()
                .flush()
                .chain(() -> tenant.session()
                        .createNativeQuery("""
                                insert into idempotency_key (org_id, principal_id, route, key, fingerprint, answer)
                                values (?1, ?2, ?3, ?4, ?5, ?6)""")
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, call.principalId())
                        .setParameter(3, call.route())
                        .setParameter(4, key)
                        .setParameter(5, call.fingerprint())
                        .setParameter(6, write(answer))
                        .executeUpdate());
    }

    private <T> T replay(Object[] row, IdempotentCall call, Class<T> type) {
        if (!call.fingerprint().equals(row[0])) {
            throw ProblemType.IDEMPOTENCY_KEY_REUSED.with("Use a new key for a new request.");
        }
        current.markReplayed();
        try {
            return stored.forType(type).readValue((String) row[1]);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored answer cannot be read as " + type.getName(), e);
        }
    }

    private String write(Object answer) {
        try {
            return json.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the answer cannot be written as JSON", e);
        }
    }
}
