package io.enterprisemode.billing.invoice;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.OwnContext;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Checks everything that was billed of all organizations, one after another in the order of their ids, each in a
 * transaction of its own that only reads. An organization that cannot be checked is noted as a difference, and the
 * check goes on. One whose process is gone fails, and another one may be started.
 */
@ApplicationScoped
class RecomputationJob {

    private static final Logger LOG = Logger.getLogger(RecomputationJob.class);

    private final WorkerTransactions transactions;
    private final Recomputations recomputations;
    private final InvoiceProofs proofs;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final OwnContext own;
    private final Clock clock;

    RecomputationJob(
            WorkerTransactions transactions,
            Recomputations recomputations,
            InvoiceProofs proofs,
            Outbox outbox,
            AuditTrail audit,
            OwnContext own,
            Clock clock) {
        this.transactions = transactions;
        this.recomputations = recomputations;
        this.proofs = proofs;
        this.outbox = outbox;
        this.audit = audit;
        this.own = own;
        this.clock = clock;
    }

    /** Starts a check, which goes on by itself; a problem when another one runs. */
    Uni<RecomputationView> start(Origin origin) {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        AuditEntry entry = AuditEntry.of(
                AuditCategory.BILLING,
                "billing.recomputation.started",
                new Target("recomputation", id.toString(), null),
                Map.of());
        return transactions
                .inTransaction(connection -> recomputations
                        .start(connection, id, DatabaseTime.now(clock))
                        .invoke(started -> {
                            if (!started) {
                                throw InvoiceProblems.RECOMPUTATION_RUNNING.with("Wait until it is done.");
                            }
                        })
                        .chain(() -> outbox.append(
                                connection, List.of(audit.eventOf(AuditEvent.INSTALLATION, origin, entry)))))
                .chain(() -> find(id))
                .invoke(() -> own.run(run(id))
                        .subscribe()
                        .with(
                                done -> LOG.infof("recomputation %s is over", id),
                                failure -> LOG.errorf(failure, "recomputation %s failed", id)));
    }

    /** One of them; a 404 problem when there is none. */
    Uni<RecomputationView> find(UUID id) {
        return recomputations
                .find(id, DatabaseTime.now(clock))
                .map(found -> found.orElseThrow(() -> ProblemException.notFound("recomputation")));
    }

    private Uni<Void> run(UUID id) {
        return following(id).onFailure().call(failure -> {
            String name = failure.getClass().getSimpleName();
            return recomputations.finish(id, DatabaseTime.now(clock), "It failed: " + name + ".");
        });
    }

    private Uni<Void> following(UUID id) {
        return recomputations
                .next(id)
                .chain(next -> next.map(organization -> check(id, organization)
                                .chain(goesOn -> goesOn
                                        ? following(id)
                                        : Uni.createFrom().voidItem()))
                        .orElseGet(() -> recomputations.finish(id, DatabaseTime.now(clock), null)));
    }

    private Uni<Boolean> check(UUID id, UUID organization) {
        return own.run(Uni.createFrom().deferred(() -> proofs.all(organization)))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(failure, "organization %s could not be recomputed", organization);
                    return Recomputations.notChecked(failure);
                })
                .chain(found -> recomputations.note(id, organization, found, DatabaseTime.now(clock)));
    }
}
