package io.enterprisemode.billing.metering;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Decides which requests may share a transaction: those that would be answered the same one after another. Two that
 * name the same event may not (what becomes of the second depends on what became of the first), nor a backfill and a
 * live request of one organization.
 */
final class BatchCompatibility implements Predicate<UsageBatch> {

    private final Map<UUID, Set<UUID>> keys = new HashMap<>();
    private final Map<UUID, Boolean> backfills = new HashMap<>();

    /** Whether the request may join those that were let in before; lets it in then. */
    @Override
    public boolean test(UsageBatch batch) {
        Boolean backfill = backfills.get(batch.organizationId());
        if (backfill != null && backfill != batch.backfill()) {
            return false;
        }
        Set<UUID> taken = keys.get(batch.organizationId());
        if (taken != null && namesOneOf(batch, taken)) {
            return false;
        }
        backfills.put(batch.organizationId(), batch.backfill());
        Set<UUID> known = keys.computeIfAbsent(batch.organizationId(), organization -> new HashSet<>());
        for (ParsedEvent received : batch.events()) {
            if (received instanceof ParsedEvent.Valid(UsageEvent event)) {
                known.add(event.key());
            }
        }
        return true;
    }

    private static boolean namesOneOf(UsageBatch batch, Set<UUID> keys) {
        for (ParsedEvent received : batch.events()) {
            if (received instanceof ParsedEvent.Valid(UsageEvent event) && keys.contains(event.key())) {
                return true;
            }
        }
        return false;
    }
}
