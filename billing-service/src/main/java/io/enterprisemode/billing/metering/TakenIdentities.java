package io.enterprisemode.billing.metering;

import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Determines for events that cannot be read, such as those of an unknown meter, whether another event has their
 * identity: a conflict is returned before any other refusal. Whether such an event equals the stored one cannot be
 * determined, so none of them is a duplicate. The database is read only for a request with such an event. If that
 * fails, the events keep their own refusal, as the rest of the request is counted already.
 */
@ApplicationScoped
class TakenIdentities {

    private static final Logger LOG = Logger.getLogger(TakenIdentities.class);

    private final WorkerTransactions transactions;

    TakenIdentities(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * The results of a batch, with a conflict for each event that cannot be read and whose identity is taken.
     *
     * @param results of the batch, once what can be written is written
     */
    Uni<List<UsageResult>> withTakenIdentities(UsageBatch batch, List<UsageResult> results) {
        Set<UUID> asked = new HashSet<>();
        for (ParsedEvent received : batch.events()) {
            if (received instanceof ParsedEvent.Invalid invalid && invalid.key() != null) {
                asked.add(invalid.key());
            }
        }
        return asked.isEmpty()
                ? Uni.createFrom().item(results)
                : transactions
                        .withConnection(connection -> UsageStatements.taken(connection, batch.organizationId(), asked))
                        .onFailure()
                        .recoverWithItem(failure -> {
                            LOG.debugf("whether identities are taken is not told: %s", failure.toString());
                            return Set.of();
                        })
                        .map(taken -> results.stream()
                                .map(result -> isTaken(batch.events().get(result.index()), taken)
                                        ? result.conflicting()
                                        : result)
                                .toList());
    }

    private static boolean isTaken(ParsedEvent received, Set<UUID> taken) {
        return received instanceof ParsedEvent.Invalid invalid
                && invalid.key() != null
                && taken.contains(invalid.key());
    }
}
