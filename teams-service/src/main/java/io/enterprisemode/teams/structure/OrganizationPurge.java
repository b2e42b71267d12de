package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.SequentialSteps;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Deletes organizations whose grace period is over: members, keys, invitations, workspaces and teams. Each organization
 * is one transaction, which also writes the events for the other services. The row of the organization stays, without
 * personal data, so that neither its id nor a revision is ever used again. Several replicas share the work; after a
 * crash an organization is either unchanged or deleted.
 */
@ApplicationScoped
public class OrganizationPurge {

    private static final Logger LOG = Logger.getLogger(OrganizationPurge.class);

    /** What belongs to an organization, in an order that foreign keys allow. */
    private static final List<String> TABLES = List.of(
            "scim_user",
            "organization_domain",
            "role_assignment",
            "invitation",
            "api_key",
            "workspace",
            "team",
            "principal",
            "seat_limit",
            "subscription_limit",
            "mail_record",
            "organization_founding",
            "idempotency_key");

    private static final int EVENTS_AT_ONCE = 1_000;

    private static final String CLAIM = """
            select org_id, name, time_zone, revision from organization
             where state = 'PENDING_DELETION' and deletion_due_at <= $1 and not (org_id = any($2))
             order by deletion_due_at
             limit 1
               for no key update skip locked""";
    private static final String MEMBERS = """
        select p.id, p.kind, p.membership_revision from principal p
         where p.org_id = $1
           and exists (select 1 from role_assignment a where a.org_id = $1 and a.principal_id = p.id)
         order by p.id\
        """;
    private static final String KEYS = """
        select key_id, principal_id, secret_sha256, scopes, revision from api_key
         where org_id = $1 and revoked_at is null
         order by key_id\
        """;
    private static final String WORKSPACES =
            "select id, team_id as parent_id, name, revision from workspace where org_id = $1 order by id";
    private static final String TEAMS =
            "select id, org_id as parent_id, name, revision from team where org_id = $1 order by id";
    private static final String CLEAR = """
        update organization
           set state = 'DELETED', deletion_due_at = null, billing_email = null, tax_id = null,
               revision = revision + 1, changed_at = $2
         where org_id = $1\
        """;

    private final WorkerTransactions transactions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;

    OrganizationPurge(WorkerTransactions transactions, Outbox outbox, AuditTrail audit, Clock clock) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Deletes every organization that is due, one after another; one that cannot be deleted is tried again the next
     * time and does not affect the others.
     */
    @Scheduled(
            identity = "organization-purge",
            every = "${enterprise.deletion.every:10m}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> purgeDue() {
        return purgeDue(List.of());
    }

    private Uni<Void> purgeDue(List<UUID> failed) {
        AtomicReference<UUID> claimed = new AtomicReference<>();
        return transactions
                .inLongTransaction(connection -> purgeNext(connection, DatabaseTime.now(clock), failed, claimed))
                .map(found -> found ? Optional.of(failed) : Optional.<List<UUID>>empty())
                .onFailure(failure -> claimed.get() != null)
                .recoverWithItem(failure -> {
                    LOG.errorf(failure, "organization %s: cannot be deleted", claimed.get());
                    List<UUID> passedOver = new ArrayList<>(failed);
                    passedOver.add(claimed.get());
                    return Optional.of(passedOver);
                })
                .chain(passedOver -> passedOver
                        .map(this::purgeDue)
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Boolean> purgeNext(
            SqlConnection connection, Instant now, List<UUID> failed, AtomicReference<UUID> claimed) {
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), failed.toArray(UUID[]::new)))
                .chain(rows -> {
                    for (Row organization : rows) {
                        claimed.set(organization.getUUID("org_id"));
                        return purge(connection, organization, now).replaceWith(true);
                    }
                    return Uni.createFrom().item(false);
                });
    }

    private Uni<Void> purge(SqlConnection connection, Row organization, Instant now) {
        UUID id = organization.getUUID("org_id");
        List<Event> events = new ArrayList<>();
        return collect(connection, MEMBERS, id, row -> left(id, row, now), events)
                .chain(() -> collect(connection, KEYS, id, row -> revoked(id, row, now), events))
                .chain(() -> collect(connection, WORKSPACES, id, row -> gone(id, NodeType.WORKSPACE, row, now), events))
                .chain(() -> collect(connection, TEAMS, id, row -> gone(id, NodeType.TEAM, row, now), events))
                .invoke(() -> {
                    LOG.infof("organization %s: deleted for good, with %d things in it", id, events.size());
                    events.add(gone(organization, now));
                    events.add(audit.event(id, entry(organization)));
                })
                .chain(() -> SequentialSteps.forEach(
                        TABLES,
                        table -> connection
                                .preparedQuery("delete from " + table + " where org_id = $1")
                                .execute(Tuple.of(id))
                                .replaceWithVoid()))
                .chain(() -> connection.preparedQuery(CLEAR).execute(Tuple.of(id, now.atOffset(ZoneOffset.UTC))))
                .chain(() -> SequentialSteps.forEach(parts(events), part -> outbox.append(connection, part)));
    }

    private static Uni<Void> collect(
            SqlConnection connection, String sql, UUID id, Function<Row, Event> event, List<Event> events) {
        return connection
                .preparedQuery(sql)
                .execute(Tuple.of(id))
                .invoke(rows -> rows.forEach(row -> events.add(event.apply(row))))
                .replaceWithVoid();
    }

    private static List<List<Event>> parts(List<Event> events) {
        List<List<Event>> parts = new ArrayList<>();
        for (int from = 0; from < events.size(); from += EVENTS_AT_ONCE) {
            parts.add(events.subList(from, Math.min(events.size(), from + EVENTS_AT_ONCE)));
        }
        return parts;
    }

    private Event left(UUID organizationId, Row row, Instant now) {
        return outbox.event(
                EventTypes.MEMBERSHIP_CHANGED,
                new MembershipChanged(
                        organizationId,
                        row.getUUID("id"),
                        PrincipalKind.valueOf(row.getString("kind")),
                        List.of(),
                        row.getLong("membership_revision") + 1,
                        now),
                null);
    }

    private Event revoked(UUID organizationId, Row row, Instant now) {
        return outbox.event(
                EventTypes.API_KEY_CHANGED,
                new ApiKeyChanged(
                        row.getString("key_id"),
                        organizationId,
                        row.getUUID("principal_id"),
                        row.getString("secret_sha256"),
                        Arrays.asList(row.getString("scopes").split(" ", -1)),
                        null,
                        true,
                        row.getLong("revision") + 1,
                        now),
                null);
    }

    private Event gone(UUID organizationId, NodeType type, Row row, Instant now) {
        return outbox.event(
                EventTypes.NODE_CHANGED,
                new NodeChanged(
                        organizationId,
                        row.getUUID("id"),
                        type,
                        row.getUUID("parent_id"),
                        row.getString("name"),
                        null,
                        true,
                        row.getLong("revision") + 1,
                        now),
                null);
    }

    private Event gone(Row organization, Instant now) {
        UUID id = organization.getUUID("org_id");
        return outbox.event(
                EventTypes.NODE_CHANGED,
                new NodeChanged(
                        id,
                        id,
                        NodeType.ORGANIZATION,
                        null,
                        organization.getString("name"),
                        organization.getString("time_zone"),
                        true,
                        organization.getLong("revision") + 1,
                        now),
                null);
    }

    private static AuditEntry entry(Row organization) {
        return AuditEntry.of(
                AuditCategory.TEAM,
                "teams.organization.deleted",
                new Target("organization", organization.getUUID("org_id").toString(), organization.getString("name")),
                Map.of("before", OrganizationState.PENDING_DELETION, "after", OrganizationState.DELETED));
    }
}
