package io.enterprisemode.kernel.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.messaging.TopicReplay;
import io.enterprisemode.kernel.messaging.TopicReplays;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.access.AccessPolicy;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The view of memberships, structure and API keys by which all services but teams-service decide on access. Every
 * replica consumes the access topics. The state is in tables; a row is replaced only by a higher revision, so repeated
 * and reordered events have no effect. Recently used entries are cached in memory. The age of the view is the time
 * since the oldest of the last heartbeats of teams-service on the topics. A view that is too old makes no decisions.
 *
 * <p>A record that this version cannot read, such as one with a role of a later version, may remove rights. Until it is
 * read, its subject has no rights: nobody has access to the organization, roles assigned on the team or workspace do
 * not count, the key is unknown. Such records are read again at every start, so that a version that can read them
 * applies them.
 */
@DefaultBean
@ApplicationScoped
public class AccessView implements AccessPolicy, TopicReplay.View {

    private static final Logger LOG = Logger.getLogger(AccessView.class);
    private static final List<String> TOPICS =
            List.of(Topics.TEAMS_MEMBERSHIP, Topics.TEAMS_STRUCTURE, Topics.TEAMS_API_KEYS);
    private static final TypeReference<List<RoleAssignment>> ROLES = new TypeReference<>() {};

    private static final String PUT_MEMBERSHIP = """
        insert into access_membership (org_id, principal_id, revision, roles, pending) values ($1, $2, $3, $4, $5)
        on conflict (org_id, principal_id) do update
           set revision = excluded.revision, roles = excluded.roles, pending = excluded.pending
         where access_membership.revision < excluded.revision\
        """;
    private static final String PUT_NODE = """
        insert into access_node (org_id, node_id, node_type, parent_id, name, time_zone, deleted, closed, revision,
                                 deleted_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (org_id, node_id) do update
           set parent_id = excluded.parent_id, name = excluded.name, time_zone = excluded.time_zone,
               deleted = excluded.deleted, closed = excluded.closed, revision = excluded.revision,
               deleted_at = excluded.deleted_at
         where access_node.revision < excluded.revision
            or (access_node.revision = excluded.revision and access_node.deleted_at is null
                and excluded.deleted_at is not null)\
        """;
    private static final String PUT_API_KEY = """
        insert into access_api_key (org_id, key_id, principal_id, secret_sha256, previous_secret_sha256,
                                    previous_valid_until, scopes, expires_at, revoked, revision)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (org_id, key_id) do update
           set secret_sha256 = excluded.secret_sha256, previous_secret_sha256 = excluded.previous_secret_sha256,
               previous_valid_until = excluded.previous_valid_until, scopes = excluded.scopes,
                   expires_at = excluded.expires_at, revoked = excluded.revoked,
               revision = excluded.revision
         where access_api_key.revision < excluded.revision\
        """;
    private static final String GRANTS = """
        select m.roles, m.pending,
               exists (select 1 from access_node o
                        where o.org_id = $1 and o.node_id = $1 and o.closed) as closed,
               array(select u.key from access_unreadable u
                      where u.topic = 'teams.structure.v1'
                        and u.key >= m.org_id::text || ':' and u.key < m.org_id::text || ';') as unreadable_nodes
          from access_membership m
         where m.org_id = $1 and m.principal_id = $2
           and not exists (select 1 from access_node o where o.org_id = $1 and o.node_id = $1 and o.deleted)
           and not exists (select 1 from access_unreadable u
                            where u.topic = 'teams.membership.v1'
                              and u.key = m.org_id::text || ':' || m.principal_id::text)
           and not exists (select 1 from access_unreadable u
                            where u.topic = 'teams.structure.v1'
                              and u.key = m.org_id::text || ':' || m.org_id::text)\
        """;
    private static final String ORGANIZATIONS = """
        select m.org_id from access_membership m
         where m.principal_id = $1 and m.roles <> '[]' and not m.pending
           and not exists (select 1 from access_node o
                            where o.org_id = m.org_id and o.node_id = m.org_id and o.closed)
           and not exists (select 1 from access_unreadable u
                            where u.topic = 'teams.membership.v1'
                              and u.key = m.org_id::text || ':' || m.principal_id::text)
           and not exists (select 1 from access_unreadable u
                            where u.topic = 'teams.structure.v1'
                              and u.key = m.org_id::text || ':' || m.org_id::text)
         order by m.org_id limit 100\
        """;

    /**
     * Inserts nothing when this state or a later one is stored already, for example by a replica of a version that can
     * read it.
     */
    private static final String PUT_UNREADABLE = """
        insert into access_unreadable (topic, key, record_offset, reason)
        select $1::text, $2::text, $3::bigint, $4::text
         where $5::bigint is null
            or not exists (select 1 from access_membership m
                            where $1 = 'teams.membership.v1' and m.org_id = $6::uuid and m.principal_id = $7::uuid
                              and m.revision >= $5
                           union all
                           select 1 from access_node n
                            where $1 = 'teams.structure.v1' and n.org_id = $6::uuid and n.node_id = $7::uuid
                              and n.revision >= $5
                           union all
                           select 1 from access_api_key k
                            where $1 = 'teams.apikeys.v1' and k.key_id = $2 and k.revision >= $5)
        on conflict (topic, key) do update
           set record_offset = excluded.record_offset, reason = excluded.reason, noted_at = now()
         where access_unreadable.record_offset < excluded.record_offset\
        """;

    private static final String DROP_READ = """
        delete from access_unreadable u
         using unnest($1::text[], $2::text[], $3::bigint[]) as r (topic, key, record_offset)
         where u.topic = r.topic and u.key = r.key and u.record_offset <= r.record_offset\
        """;
    private static final String COUNT_UNREADABLE = "select count(*) as unreadable from access_unreadable";

    /** What could not be read is read again. */
    private static final String POSITIONS = """
        select p.topic,
               least(p.next_offset,
                     (select min(u.record_offset) from access_unreadable u where u.topic = p.topic)) as next_offset,
               (select count(*) from access_unreadable) as unreadable
          from access_position p\
        """;

    private static final String PUT_POSITION = """
        insert into access_position (topic, next_offset) values ($1, $2)
        on conflict (topic) do update set next_offset = excluded.next_offset\
        """;

    private final WorkerTransactions transactions;
    private final AccessConfiguration configuration;
    private final TopicReplays replays;
    private final ApiKeyUses uses;
    private final NamedOrganizations named;
    private final Clock clock;
    private final AwaitedView awaited;
    private final AwaitedDecisions decisions;
    private final Map<String, Instant> heartbeats = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private final Cache<Member, Grants> grants;
    private final Cache<UUID, List<UUID>> organizations;
    private final Cache<String, Optional<ApiKey>> apiKeys;
    private volatile ViewProgress structure = ViewProgress.NONE;
    private volatile @Nullable TopicReplay replay;

    AccessView(
            WorkerTransactions transactions,
            AccessConfiguration configuration,
            TopicReplays replays,
            ApiKeyUses uses,
            NamedOrganizations named,
            Clock clock,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.configuration = configuration;
        this.replays = replays;
        this.uses = uses;
        this.named = named;
        this.clock = clock;
        this.awaited = new AwaitedView(this, clock, configuration);
        this.decisions = new AwaitedDecisions(this::hasEverything, clock, configuration.patience());
        this.grants =
                Caffeine.newBuilder().maximumSize(configuration.cacheSize()).build();
        this.organizations =
                Caffeine.newBuilder().maximumSize(configuration.cacheSize()).build();
        this.apiKeys =
                Caffeine.newBuilder().maximumSize(configuration.cacheSize()).build();
        metrics.gauge("enterprise.access.age.seconds", this, view -> view.age().toMillis() / 1000.0);
        metrics.gauge("enterprise.access.unreadable", unreadable);
        metrics.gauge("enterprise.access.waiting", decisions, AwaitedDecisions::size);
    }

    void start(@Observes StartupEvent started) {
        if (configuration.projection() && replays.enabled()) {
            TopicReplay following = replays.replay("access", TOPICS, this);
            replay = following;
            following.start();
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        TopicReplay following = replay;
        if (following != null) {
            following.stop();
        }
    }

    /** How old the oldest part of the view is; very large before the first heartbeat. */
    public Duration age() {
        Instant oldest = clock.instant();
        for (String topic : TOPICS) {
            Instant heartbeat = heartbeats.getOrDefault(topic, Instant.EPOCH);
            oldest = heartbeat.isBefore(oldest) ? heartbeat : oldest;
        }
        return Duration.between(oldest, clock.instant());
    }

    /** The age, empty before the first heartbeat. */
    Optional<Duration> heardAgo() {
        return heartbeats.keySet().containsAll(TOPICS) ? Optional.of(age()) : Optional.empty();
    }

    /** Whether decisions are made. */
    public boolean fresh() {
        return age().compareTo(configuration.staleAfter()) <= 0;
    }

    /** Of how many principals, nodes and keys the newest state cannot be read, so that they have no rights. */
    public long unreadable() {
        return unreadable.get();
    }

    /** How far the structure of organizations, their teams and workspaces, is known in this replica. */
    public ViewProgress structure() {
        return structure;
    }

    /** Whether everything has been taken in that was on the access topics when this replica started. */
    public boolean caughtUp() {
        TopicReplay following = replay;
        return following == null || following.reachedEnd();
    }

    @Override
    public Uni<Grants> grants(UUID organizationId, UUID principalId) {
        Member member = new Member(organizationId, principalId);
        return whenFresh(() -> cached(grants, member, () -> loadGrants(member)));
    }

    @Override
    public Uni<List<UUID>> organizationsOf(UUID principalId, int limit) {
        return whenFresh(() -> cached(organizations, principalId, () -> loadOrganizations(principalId)))
                .map(all -> all.subList(0, Math.min(limit, all.size())));
    }

    @Override
    public Uni<Optional<ApiKey>> apiKey(String keyId) {
        return whenFresh(() -> cached(apiKeys, keyId, () -> loadApiKey(keyId)));
    }

    @Override
    public <T> Uni<T> decided(Instant asOf, Uni<T> decision, Predicate<Throwable> mayChange, Supplier<UUID> share) {
        return decisions.decided(asOf, decision, mayChange, share);
    }

    /** Whether all that was committed before the instant, by the clock of teams-service, has been taken in. */
    private boolean hasEverything(Instant instant) {
        return caughtUp()
                && TOPICS.stream()
                        .noneMatch(topic ->
                                heartbeats.getOrDefault(topic, Instant.EPOCH).isBefore(instant));
    }

    @Override
    public Uni<Boolean> organizationExists(UUID organizationId) {
        AwaitedView.Question question = awaited.ask();
        return whenFresh(() -> awaited.isKnown(question, organizationId, () -> isOrganization(organizationId)));
    }

    private Uni<Boolean> isOrganization(UUID organizationId) {
        return transactions.withConnection(connection ->
                connection.preparedQuery("""
                    select 1 from access_node
                     where org_id = $1 and node_id = $1 and node_type = 'ORGANIZATION' and not deleted\
                    """).execute(Tuple.of(organizationId)).map(rows -> rows.size() > 0));
    }

    private <T> Uni<T> whenFresh(Supplier<Uni<T>> answer) {
        if (!fresh()) {
            return Uni.createFrom()
                    .failure(ProblemException.retryLater(
                            ProblemType.ACCESS_VIEW_STALE,
                            "The view of memberships is too old to decide by.",
                            Duration.ofSeconds(2)));
        }
        return answer.get();
    }

    /**
     * A value that was loaded while a change was applied is returned but not cached: it may be older than the change.
     */
    private <K, V> Uni<V> cached(Cache<K, V> cache, K key, Supplier<Uni<V>> load) {
        V known = cache.getIfPresent(key);
        if (known != null) {
            return Uni.createFrom().item(known);
        }
        long before = changes.get();
        return load.get().invoke(loaded -> {
            if (changes.get() != before) {
                return;
            }
            cache.put(key, loaded);
            if (changes.get() != before) {
                cache.invalidate(key);
            }
        });
    }

    private Uni<Grants> loadGrants(Member member) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(GRANTS)
                .execute(Tuple.of(member.organizationId(), member.principalId()))
                .map(rows -> {
                    List<RoleAssignment> roles = new ArrayList<>();
                    boolean pending = false;
                    boolean closed = false;
                    for (Row row : rows) {
                        Set<String> unreadableNodes = Set.of(row.getArrayOfStrings("unreadable_nodes"));
                        roles(member, row.getString("roles")).stream()
                                .filter(role ->
                                        !unreadableNodes.contains(member.organizationId() + ":" + role.nodeId()))
                                .forEach(roles::add);
                        pending = row.getBoolean("pending");
                        closed = row.getBoolean("closed");
                    }
                    Grants granted =
                            new Grants(member.organizationId(), member.principalId(), roles, Optional.empty(), pending);
                    return closed ? granted.whileDeletionIsPending() : granted;
                }));
    }

    private Uni<List<UUID>> loadOrganizations(UUID principalId) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(ORGANIZATIONS)
                .execute(Tuple.of(principalId))
                .map(rows -> {
                    List<UUID> ids = new ArrayList<>();
                    rows.forEach(row -> ids.add(row.getUUID("org_id")));
                    return ids;
                }));
    }

    private Uni<Optional<ApiKey>> loadApiKey(String keyId) {
        return transactions.withConnection(connection -> connection
                .preparedQuery("""
                    select org_id, key_id, principal_id, secret_sha256, previous_secret_sha256, previous_valid_until,
                           scopes, expires_at, revoked
                      from access_api_key
                     where key_id = $1
                       and not exists (select 1 from access_unreadable u
                                        where u.topic = 'teams.apikeys.v1' and u.key = $1)\
                    """)
                .execute(Tuple.of(keyId))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(ApiKeyRows.key(row));
                    }
                    return Optional.empty();
                }));
    }

    @Override
    public Uni<Void> named(Grants pending, boolean person) {
        named.note(
                pending.organizationId(),
                pending.principalId(),
                person ? PrincipalKind.USER : PrincipalKind.SERVICE_ACCOUNT);
        return person
                ? Uni.createFrom().failure(ProblemException.notFound("organization"))
                : Uni.createFrom().voidItem();
    }

    @Override
    public void used(ApiKey key, Instant at) {
        uses.note(key.organizationId(), key.keyId(), at);
    }

    @Override
    public Uni<Map<String, Long>> positions() {
        return transactions.withConnection(connection -> connection
                .query(POSITIONS)
                .execute()
                .map(rows -> {
                    Map<String, Long> positions = new HashMap<>();
                    for (Row row : rows) {
                        positions.put(row.getString("topic"), row.getLong("next_offset"));
                        unreadable.set(row.getLong("unreadable"));
                    }
                    return positions;
                }));
    }

    /**
     * Clears the caches. It is called after the positions are read: changes before the positions are in the tables, and
     * changes after them are still to be applied.
     */
    @Override
    public void startsOver() {
        changes.incrementAndGet();
        grants.invalidateAll();
        organizations.invalidateAll();
        apiKeys.invalidateAll();
        decisions.changed();
    }

    @Override
    public Uni<Void> apply(
            List<TopicReplay.Received> events,
            List<TopicReplay.Unreadable> unreadableRecords,
            Map<String, Long> nextOffsets) {
        Changes read = Changes.of(events, unreadableRecords);
        read.unreadable()
                .forEach(record -> LOG.errorf(
                        "%s@%d cannot be read, %s has no rights until it is: %s",
                        record.topic(), record.offset(), record.key(), record.reason()));
        return Uni.createFrom().deferred(() -> {
            boolean someUnreadable = unreadable.get() > 0;
            return transactions
                    .inTransaction(
                            connection -> write(connection, read, nextOffsets).call(() -> count(connection, read)))
                    .invoke(dropped -> forget(read, someUnreadable || dropped > 0))
                    .replaceWithVoid();
        });
    }

    /** Where it is known to be none, and nothing but heartbeats has come, it need not be asked. */
    private Uni<Void> count(SqlConnection connection, Changes read) {
        if (read.isEmpty() && unreadable.get() == 0) {
            return Uni.createFrom().voidItem();
        }
        return connection
                .query(COUNT_UNREADABLE)
                .execute()
                .invoke(rows -> unreadable.set(rows.iterator().next().getLong("unreadable")))
                .replaceWithVoid();
    }

    /** Answers how many of the records that could not be read are superseded. */
    private static Uni<Integer> write(SqlConnection connection, Changes read, Map<String, Long> nextOffsets) {
        List<Tuple> positions = nextOffsets.entrySet().stream()
                .map(next -> Tuple.of(next.getKey(), next.getValue()))
                .toList();
        return batch(
                        connection,
                        PUT_MEMBERSHIP,
                        read.memberships().stream().map(AccessView::row).toList())
                .chain(() -> batch(
                        connection,
                        PUT_NODE,
                        read.nodes().stream().map(AccessView::row).toList()))
                .chain(() -> batch(
                        connection,
                        PUT_API_KEY,
                        read.apiKeys().stream().map(AccessView::row).toList()))
                .chain(() -> batch(
                        connection,
                        PUT_UNREADABLE,
                        read.unreadable().stream().map(AccessView::row).toList()))
                .chain(() -> dropRead(connection, read))
                .call(() -> batch(connection, PUT_POSITION, positions));
    }

    /** Deletes unreadable records that are superseded by later records of the same key. */
    private static Uni<Integer> dropRead(SqlConnection connection, Changes read) {
        List<TopicReplay.Received> changes = read.received();
        if (changes.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return connection
                .preparedQuery(DROP_READ)
                .execute(Tuple.of(
                        changes.stream().map(TopicReplay.Received::topic).toArray(String[]::new),
                        changes.stream().map(change -> change.event().key()).toArray(String[]::new),
                        changes.stream().map(TopicReplay.Received::offset).toArray(Long[]::new)))
                .map(rows -> rows.rowCount());
    }

    private void forget(Changes read, boolean someUnreadable) {
        changes.incrementAndGet();
        if (!read.unreadable().isEmpty() || (someUnreadable && !read.isEmpty())) {
            // Rare, and it concerns more than the principal or key that an event names.
            grants.invalidateAll();
            organizations.invalidateAll();
            apiKeys.invalidateAll();
        }
        for (MembershipChanged membership : read.memberships()) {
            grants.invalidate(new Member(membership.organizationId(), membership.principalId()));
            organizations.invalidate(membership.principalId());
        }
        Set<UUID> organizationsChanged = new HashSet<>();
        for (NodeChanged node : read.nodes()) {
            if (node.nodeType() == NodeType.ORGANIZATION) {
                organizationsChanged.add(node.organizationId());
            }
        }
        if (!organizationsChanged.isEmpty()) {
            // An organization is closed or opened again. This is rare, so iterating over the cache is cheap enough.
            grants.asMap().keySet().removeIf(member -> organizationsChanged.contains(member.organizationId()));
            organizations.invalidateAll();
        }
        read.apiKeys().forEach(key -> apiKeys.invalidate(key.keyId()));
        heartbeats.putAll(read.heartbeats());
        Instant heartbeat = read.heartbeats().get(Topics.TEAMS_STRUCTURE);
        if (heartbeat != null) {
            structure = structure.after(heartbeat);
        }
        decisions.changed();
    }

    private static Uni<Void> batch(SqlConnection connection, String sql, List<Tuple> rows) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(sql).executeBatch(rows).replaceWithVoid();
    }

    private static Tuple row(MembershipChanged membership) {
        return Tuple.of(
                membership.organizationId(),
                membership.principalId(),
                membership.revision(),
                EventJson.write(membership.roles()),
                membership.mustBeNamed());
    }

    private static Tuple row(NodeChanged node) {
        return Tuple.from(java.util.Arrays.asList(
                node.organizationId(),
                node.nodeId(),
                node.nodeType().name(),
                node.parentId(),
                node.name(),
                node.timeZone(),
                node.deleted(),
                node.closed(),
                node.revision(),
                node.deleted() ? utc(node.changedAt()) : null));
    }

    private static Tuple row(ApiKeyChanged key) {
        return Tuple.from(java.util.Arrays.asList(
                key.organizationId(),
                key.keyId(),
                key.principalId(),
                key.secretSha256(),
                key.previousSecretSha256(),
                utc(key.previousValidUntil()),
                String.join(" ", key.scopes()),
                utc(key.expiresAt()),
                key.revoked(),
                key.revision()));
    }

    private static Tuple row(UnreadableRecord unread) {
        Optional<UnreadableRecord.Subject> subject = unread.subject();
        return Tuple.from(java.util.Arrays.asList(
                unread.topic(),
                unread.key(),
                unread.offset(),
                unread.reason(),
                unread.revision(),
                subject.map(UnreadableRecord.Subject::organizationId).orElse(null),
                subject.map(UnreadableRecord.Subject::id).orElse(null)));
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    /** None where a replica of a later version has stored what this one cannot read. */
    private static List<RoleAssignment> roles(Member member, String json) {
        try {
            return EventJson.mapper().readValue(json, ROLES);
        } catch (JsonProcessingException e) {
            LOG.errorf("roles that are stored of %s cannot be read: %s", member, e.getOriginalMessage());
            return List.of();
        }
    }

    private record Member(UUID organizationId, UUID principalId) {}

    /** The events of one batch, read; those received are in their order, without heartbeats. */
    private record Changes(
            List<MembershipChanged> memberships,
            List<NodeChanged> nodes,
            List<ApiKeyChanged> apiKeys,
            List<TopicReplay.Received> received,
            List<UnreadableRecord> unreadable,
            Map<String, Instant> heartbeats) {

        static Changes of(List<TopicReplay.Received> events, List<TopicReplay.Unreadable> unreadable) {
            Changes changes = new Changes(
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new HashMap<>());
            unreadable.forEach(each -> changes.unreadable.add(
                    UnreadableRecord.of(each.topic(), each.offset(), each.key(), each.value(), each.reason())));
            events.forEach(changes::add);
            return changes;
        }

        /** Whether there are heartbeats at most. */
        boolean isEmpty() {
            return received.isEmpty() && unreadable.isEmpty();
        }

        private void add(TopicReplay.Received each) {
            Event event = each.event();
            try {
                if (read(each.topic(), event)) {
                    received.add(each);
                }
            } catch (IllegalArgumentException e) {
                unreadable.add(
                        UnreadableRecord.of(each.topic(), each.offset(), event.key(), event.data(), e.getMessage()));
            }
        }

        /** Reads an event; answers whether it is a change. */
        private boolean read(String topic, Event event) {
            String type = event.type();
            if (type.equals(EventTypes.MEMBERSHIP_CHANGED.type())) {
                memberships.add(event.read(EventTypes.MEMBERSHIP_CHANGED));
            } else if (type.equals(EventTypes.NODE_CHANGED.type())) {
                nodes.add(event.read(EventTypes.NODE_CHANGED));
            } else if (type.equals(EventTypes.API_KEY_CHANGED.type())) {
                apiKeys.add(event.read(EventTypes.API_KEY_CHANGED));
            } else if (type.equals(EventTypes.HEARTBEAT.type())) {
                heartbeats.put(topic, event.read(EventTypes.HEARTBEAT).at());
                return false;
            } else {
                throw new IllegalArgumentException("this version knows no events of type " + type);
            }
            return true;
        }
    }
}
