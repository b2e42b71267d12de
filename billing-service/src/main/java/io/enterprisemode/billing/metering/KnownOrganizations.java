package io.enterprisemode.billing.metering;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.enterprisemode.billing.StoredTime;
import io.enterprisemode.billing.metering.OrganizationFacts.Place;
import io.enterprisemode.billing.metering.OrganizationFacts.Workspace;
import io.enterprisemode.billing.metering.UsageTally.Counter;
import io.enterprisemode.billing.metering.UsageTally.CounterKey;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this process believes of organizations. It may be out of date: a transaction that builds on it reads the same again under its locks and
 * is done anew when something differs. So it saves a trip to the database and decides nothing.
 */
@ApplicationScoped
class KnownOrganizations {

    private static final int MOST = 50_000;

    private static final String WORKSPACES = """
            select i.org_id, i.id, n.parent_id, n.deleted_at
              from unnest($1::uuid[], $2::uuid[]) as i (org_id, id)
              cross join lateral (select a.parent_id,
                                         case when a.deleted then coalesce(a.deleted_at, 'epoch') end as deleted_at
                                    from access_node a
                                   where a.org_id = i.org_id and a.node_id = i.id and a.node_type = 'WORKSPACE'
                                  offset 0) n""";

    private record CounterId(UUID organizationId, CounterKey key) {}

    private final WorkerTransactions transactions;
    private final LiveSubscription subscriptions;
    private final Cache<UUID, Optional<SubscriptionTerms>> terms =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<Workspace, Optional<Place>> places =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<CounterId, KnownCounter> counters =
            Caffeine.newBuilder().maximumSize(MOST).build();

    KnownOrganizations(WorkerTransactions transactions, LiveSubscription subscriptions) {
        this.transactions = transactions;
        this.subscriptions = subscriptions;
    }

    /** What is believed of the organizations and workspaces that the batches name; read where nothing is. */
    Uni<OrganizationFacts> of(Collection<UsageBatch> batches) {
        Map<UUID, Optional<SubscriptionTerms>> knownTerms = new HashMap<>();
        Map<Workspace, Optional<Place>> knownPlaces = new HashMap<>();
        Set<UUID> organizations = new HashSet<>();
        Set<Workspace> workspaces = new HashSet<>();
        for (UsageBatch batch : batches) {
            for (Received received : batch.events()) {
                if (received instanceof Received.Legible(UsageEvent event)) {
                    organizations.add(batch.organizationId());
                    workspaces.add(new Workspace(batch.organizationId(), event.workspaceId()));
                }
            }
        }
        for (UUID organization : organizations) {
            Optional<SubscriptionTerms> known = terms.getIfPresent(organization);
            if (known != null) {
                knownTerms.put(organization, known);
            }
        }
        for (Workspace workspace : workspaces) {
            Optional<Place> known = places.getIfPresent(workspace);
            if (known != null) {
                knownPlaces.put(workspace, known);
            }
        }
        return knownTerms.size() == organizations.size() && knownPlaces.size() == workspaces.size()
                ? Uni.createFrom().item(new OrganizationFacts(knownTerms, knownPlaces))
                : transactions.withConnection(connection -> read(connection, organizations, workspaces));
    }

    /** Reads the facts as they are in the transaction of the connection, and believes them from now on. */
    Uni<OrganizationFacts> read(SqlConnection connection, Set<UUID> organizations, Set<Workspace> workspaces) {
        return Uni.combine()
                .all()
                .unis(subscriptions.find(connection, organizations), places(connection, workspaces))
                .with((foundTerms, foundPlaces) -> {
                    Map<UUID, Optional<SubscriptionTerms>> readTerms = new HashMap<>();
                    organizations.forEach(organization ->
                            readTerms.put(organization, Optional.ofNullable(foundTerms.get(organization))));
                    Map<Workspace, Optional<Place>> readPlaces = new HashMap<>();
                    workspaces.forEach(
                            workspace -> readPlaces.put(workspace, Optional.ofNullable(foundPlaces.get(workspace))));
                    terms.putAll(readTerms);
                    places.putAll(readPlaces);
                    return new OrganizationFacts(readTerms, readPlaces);
                });
    }

    /** Reads what is known of the workspaces of an organization now, and believes it. */
    Uni<OrganizationFacts> read(UUID organization, Set<Workspace> workspaces) {
        return transactions.withConnection(connection -> read(connection, Set.of(organization), workspaces));
    }

    /** Reads what is known of workspaces now, and believes it; the facts say nothing of subscriptions. */
    Uni<OrganizationFacts> readPlaces(Set<Workspace> workspaces) {
        return transactions
                .withConnection(connection -> places(connection, workspaces))
                .map(found -> {
                    Map<Workspace, Optional<Place>> read = new HashMap<>();
                    workspaces.forEach(workspace -> read.put(workspace, Optional.ofNullable(found.get(workspace))));
                    places.putAll(read);
                    return new OrganizationFacts(Map.of(), read);
                });
    }

    private static Uni<Map<Workspace, Place>> places(SqlConnection connection, Set<Workspace> workspaces) {
        List<Workspace> named = List.copyOf(workspaces);
        return connection
                .preparedQuery(WORKSPACES)
                .execute(Tuple.of(
                        named.stream().map(Workspace::organizationId).toArray(UUID[]::new),
                        named.stream().map(Workspace::id).toArray(UUID[]::new)))
                .map(rows -> {
                    Map<Workspace, Place> found = new HashMap<>();
                    rows.forEach(row -> found.put(
                            new Workspace(row.getUUID("org_id"), row.getUUID("id")),
                            new Place(row.getUUID("parent_id"), StoredTime.of(row.getOffsetDateTime("deleted_at")))));
                    return found;
                });
    }

    /** A counter that is believed to be there; null: it may not be. */
    @Nullable
    KnownCounter counter(UUID organization, CounterKey key) {
        return counters.getIfPresent(new CounterId(organization, key));
    }

    /** Notes how a counter stands. */
    void put(UUID organization, Counter counter) {
        counters.put(
                new CounterId(organization, counter.key),
                new KnownCounter(
                        counter.used,
                        counter.softReached,
                        counter.hardReached,
                        counter.capReached,
                        counter.reservedUntil));
    }

    /** Notes how much a counter has counted. */
    void counterIsAt(UUID organization, CounterKey key, long used) {
        counters.asMap().computeIfPresent(new CounterId(organization, key), (id, known) -> known.at(used));
    }
}
