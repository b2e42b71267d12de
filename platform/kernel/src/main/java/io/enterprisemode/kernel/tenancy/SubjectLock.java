package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/**
 * A lock on a subject that one transaction holds at a time, until it ends. It is used where there is no row to lock, or
 * where the data is in several organizations. Reads after taking the lock see everything that the previous holders have
 * written.
 *
 * <p>The key of the lock is the hash of the subject with the number of its kind as seed. Versions of a service that run
 * side by side must use the same keys, so the number of a kind never changes. Subjects of one kind are texts of the
 * same form. A transaction that takes several locks takes them in a fixed order.
 */
public enum SubjectLock {
    /** A request with an Idempotency-Key: organization, principal, route and key. */
    IDEMPOTENT_REQUEST(0),
    /** A domain, in whichever organizations. */
    DOMAIN(30),
    /** Who gets e-mails of whichever organizations: the hash of the address. */
    MAIL_RECIPIENT(65),
    /** Who founds organizations: the id of the principal. */
    FOUNDER(66),
    /** An organization that gets a subscription: its id. */
    SUBSCRIBER(67),
    /** The ledger of an organization: its id. */
    LEDGER(72);

    private static final String TAKE = "select pg_advisory_xact_lock(hashtextextended($1, $2))";

    /** One after the other, in the order of the subjects. */
    private static final String TAKE_ALL = """
            select pg_advisory_xact_lock(hashtextextended(s.subject, $2)) from unnest($1::text[]) as s (subject)""";

    private static final String TAKE_IF_FREE = "select pg_try_advisory_xact_lock(hashtextextended(?1, ?2))";

    private final long seed;

    SubjectLock(long seed) {
        this.seed = seed;
    }

    /** Takes the lock; waits while another transaction has it. */
    public Uni<Void> take(Tenant tenant, String subject) {
        return tenant.rows(TAKE, subject, seed).replaceWithVoid();
    }

    /**
     * The same for a worker.
     *
     * @param connection in a transaction
     */
    public Uni<Void> take(SqlConnection connection, String subject) {
        return connection.preparedQuery(TAKE).execute(Tuple.of(subject, seed)).replaceWithVoid();
    }

    /**
     * Takes the locks on several subjects in their order.
     *
     * @param subjects in an order that is the same for all who take several
     */
    public Uni<Void> takeAll(Statements statements, List<String> subjects) {
        return statements.rows(TAKE_ALL, subjects.toArray(String[]::new), seed).replaceWithVoid();
    }

    /** Takes the lock unless another transaction has it; answers whether it was taken. */
    public Uni<Boolean> takeIfFree(Tenant tenant, String subject) {
        return tenant.session()
                .createNativeQuery(TAKE_IF_FREE, Boolean.class)
                .setParameter(1, subject)
                .setParameter(2, seed)
                .getSingleResult();
    }
}
