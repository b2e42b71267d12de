package io.enterprisemode.billing.metering;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.kernel.access.WorkspacePlaces;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.enterprisemode.kernel.access.WorkspacePlaces.Place;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this process last read of organizations. It may be out of date: a transaction that is built on it reads the same
 * facts again under its locks, and is repeated when something differs. So the cache saves a round trip to the database
 * and decides nothing.
 */
@ApplicationScoped
class OrganizationCache {

    private static final int MOST = 50_000;

    private record CounterId(UUID organizationId, CounterKey key) {}

    private final WorkerTransactions transactions;
    private final LiveSubscription subscriptions;
    private final Cache<UUID, Optional<SubscriptionTerms>> terms =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<NamedWorkspace, Optional<Place>> places =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<CounterId, CachedCounter> counters =
            Caffeine.newBuilder().maximumSize(MOST).build();

    OrganizationCache(WorkerTransactions transactions, LiveSubscription subscriptions) {
        this.transactions = transactions;
        this.subscriptions = subscriptions;
    }

    /** The cached facts of the organizations and workspaces that the batches name; what is not cached is read. */
    Uni<OrganizationSnapshot> of(Collection<UsageBatch> batches) {
        Map<UUID, Optional<SubscriptionTerms>> knownTerms = new HashMap<>();
        Map<NamedWorkspace, Optional<Place>> knownPlaces = new HashMap<>();
        Set<UUID> organizations = new HashSet<>();
        Set<NamedWorkspace> workspaces = new HashSet<>();
        for (UsageBatch batch : batches) {
            for (ParsedEvent received : batch.events()) {
                if (received instanceof ParsedEvent.Valid(UsageEvent event)) {
                    organizations.add(batch.organizationId());
                    workspaces.add(new NamedWorkspace(batch.organizationId(), event.workspaceId()));
                }
            }
        }
        for (UUID organization : organizations) {
            Optional<SubscriptionTerms> known = terms.getIfPresent(organization);
            if (known != null) {
                knownTerms.put(organization, known);
            }
        }
        for (NamedWorkspace workspace : workspaces) {
            Optional<Place> known = places.getIfPresent(workspace);
            if (known != null) {
                knownPlaces.put(workspace, known);
            }
        }
        return knownTerms.size() == organizations.size() && knownPlaces.size() == workspaces.size()
                ? Uni.createFrom().item(new OrganizationSnapshot(knownTerms, knownPlaces))
                : transactions.withConnection(connection -> read(connection, organizations, workspaces));
    }

    /** Reads the facts as they are in the transaction of the connection, and caches them. */
    Uni<OrganizationSnapshot> read(SqlConnection connection, Set<UUID> organizations, Set<NamedWorkspace> workspaces) {
        return Uni.combine()
                .all()
                .unis(subscriptions.find(connection, organizations), WorkspacePlaces.read(connection, workspaces))
                .with((foundTerms, foundPlaces) -> {
                    Map<UUID, Optional<SubscriptionTerms>> readTerms = new HashMap<>();
                    organizations.forEach(organization ->
                            readTerms.put(organization, Optional.ofNullable(foundTerms.get(organization))));
                    Map<NamedWorkspace, Optional<Place>> readPlaces = new HashMap<>();
                    workspaces.forEach(
                            workspace -> readPlaces.put(workspace, Optional.ofNullable(foundPlaces.get(workspace))));
                    terms.putAll(readTerms);
                    places.putAll(readPlaces);
                    return new OrganizationSnapshot(readTerms, readPlaces);
                });
    }

    /** Reads what is known of the workspaces of an organization now, and caches it. */
    Uni<OrganizationSnapshot> read(UUID organization, Set<NamedWorkspace> workspaces) {
        return transactions.withConnection(connection -> read(connection, Set.of(organization), workspaces));
    }

    /** Reads what is known of workspaces now, and caches it; the snapshot contains no subscriptions. */
    Uni<OrganizationSnapshot> readPlaces(Set<NamedWorkspace> workspaces) {
        return transactions
                .withConnection(connection -> WorkspacePlaces.read(connection, workspaces))
                .map(found -> {
                    Map<NamedWorkspace, Optional<Place>> read = new HashMap<>();
                    workspaces.forEach(workspace -> read.put(workspace, Optional.ofNullable(found.get(workspace))));
                    places.putAll(read);
                    return new OrganizationSnapshot(Map.of(), read);
                });
    }

    /** A cached counter; null: the counter may not exist. */
    @Nullable
    CachedCounter counter(UUID organization, CounterKey key) {
        return counters.getIfPresent(new CounterId(organization, key));
    }

    /** Notes how a counter stands. */
    void put(UUID organization, Counter counter) {
        counters.put(
                new CounterId(organization, counter.key),
                new CachedCounter(
                        counter.used, counter.reached, counter.reservedUntil, counter.carry, counter.elsewhere));
    }

    /** Notes how much a counter has counted. */
    void counterIsAt(UUID organization, CounterKey key, long used) {
        counters.asMap().computeIfPresent(new CounterId(organization, key), (id, known) -> known.at(used));
    }
}
