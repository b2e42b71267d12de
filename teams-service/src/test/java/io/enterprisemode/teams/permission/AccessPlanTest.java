package io.enterprisemode.teams.permission;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How PostgreSQL executes what checks and listings ask, with 1,000 small organizations and one of 10,000 members beside
 * each other: by indexes that begin with the organization, and with a handful of pages whatever the number of members.
 * Everything is rolled back.
 */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessPlanTest {

    /**
     * Organization 0 has 10,000 members and 1,001 workspaces, on all of which principal 0-2 has a role; the others have
     * 10 members, a team and a workspace each. One principal owns them all.
     */
    private static final String LOAD = """
            create temporary table org on commit drop as
                select n, md5('org' || n)::uuid as org_id, case when n = 0 then 10000 else 10 end as members
                  from generate_series(0, 1000) as n;
            insert into organization (org_id, name, time_zone, revision, created_at, changed_at)
                select org_id, 'Plan', 'UTC', 1, now(), now() from org;
            insert into team (org_id, id, name, revision, created_at, changed_at)
                select org_id, md5('team' || n)::uuid, 'Plan', 1, now(), now() from org;
            insert into workspace (org_id, id, team_id, name, revision, created_at, changed_at)
                select org_id, md5('workspace' || n)::uuid, md5('team' || n)::uuid, 'Plan', 1, now(), now() from org;
            insert into principal (org_id, id, kind, issuer, subject, membership_revision, joined_at, refreshed_at)
                select org_id, md5('principal' || n || '-' || m)::uuid, 'USER', 'plan', n || '-' || m, 1, now(), now()
                  from org cross join lateral generate_series(1, members) as m;
            insert into role_assignment (org_id, principal_id, node_id, node_type, role, assigned_at)
                select org_id, md5('principal' || n || '-' || m)::uuid, org_id, 'ORGANIZATION',
                       case when m = 1 then 'OWNER' when m % 100 = 0 then 'ADMIN' else 'VIEWER' end, now()
                  from org cross join lateral generate_series(1, members) as m;
            insert into role_assignment (org_id, principal_id, node_id, node_type, role, assigned_at)
                select org_id, md5('principal' || n || '-2')::uuid, md5('workspace' || n)::uuid, 'WORKSPACE', 'ADMIN',
                    now() from org;
            insert into workspace (org_id, id, team_id, name, revision, created_at, changed_at)
                select org_id, md5('more' || w)::uuid, md5('team0')::uuid, 'Plan', 1, now(), now()
                  from org cross join generate_series(1, 1000) as w where n = 0;
            insert into role_assignment (org_id, principal_id, node_id, node_type, role, assigned_at)
                select org_id, md5('principal0-2')::uuid, md5('more' || w)::uuid, 'WORKSPACE', 'VIEWER', now()
                  from org cross join generate_series(1, 1000) as w where n = 0;
            insert into principal (org_id, id, kind, issuer, subject, membership_revision, joined_at, refreshed_at)
                select org_id, md5('everywhere')::uuid, 'USER', 'plan', 'everywhere', 1, now(), now() from org;
            insert into role_assignment (org_id, principal_id, node_id, node_type, role, assigned_at)
                select org_id, md5('everywhere')::uuid, org_id, 'ORGANIZATION', 'OWNER', now() from org;
            insert into principal (org_id, id, kind, issuer, subject, membership_revision, joined_at, refreshed_at)
                select org_id, md5('key' || n || '-' || k)::uuid, 'SERVICE_ACCOUNT', 'urn:enterprisemode:apikeys',
                    'K' || n || '-' || k, 1, now(), now()
                  from org cross join generate_series(1, 3) as k;
            insert into role_assignment (org_id, principal_id, node_id, node_type, role, assigned_at)
                select org_id, md5('key' || n || '-' || k)::uuid, org_id, 'ORGANIZATION', 'MEMBER', now()
                  from org cross join generate_series(1, 3) as k;
            insert into api_key (org_id, key_id, principal_id, name, role, secret_sha256, scopes, created_by,
                created_at, revision)
                select org_id, 'K' || n || '-' || k, md5('key' || n || '-' || k)::uuid, 'Plan', 'MEMBER', 'x',
                    'usage:write usage:read',
                       md5('everywhere')::uuid, now(), 1
                  from org cross join generate_series(1, 3) as k;
            analyze organization, team, workspace, principal, role_assignment, api_key""";

    private static final String FACTS_TYPES = "uuid[], uuid[], uuid[]";

    private static final UUID BIG = id("org0");
    private static final UUID SMALL = id("org1");

    private final ServiceDatabase database = new ServiceDatabase("teams");
    private Connection connection;

    @BeforeAll
    void load() throws SQLException {
        connection = database.superuser();
        connection.setAutoCommit(false);
        execute("set local session_replication_role = replica");
        execute(LOAD);
        execute("set local session_replication_role = origin");
        execute("set local role " + database.role("worker"));
    }

    @AfterAll
    void forget() throws SQLException {
        connection.rollback();
        try {
            execute("analyze");
            connection.commit();
        } finally {
            connection.close();
        }
    }

    @Test
    void aSingleCheckReadsAFewPagesByIndexesOfTheOrganization() throws SQLException {
        for (String plan : List.of("force_custom_plan", "force_generic_plan")) {
            execute("set local plan_cache_mode = " + plan);
            Plan big = explain(AccessFactsReader.FACTS, FACTS_TYPES, two(BIG, 0));
            Plan small = explain(AccessFactsReader.FACTS, FACTS_TYPES, two(SMALL, 1));
            Plan key = explain(AccessFactsReader.FACTS, FACTS_TYPES, two(BIG, id("key0-1"), id("workspace0")));

            big.assertIndexesOfTheOrganizationOnly();
            key.assertIndexesOfTheOrganizationOnly();
            assertThat(big.pages())
                    .as("with 10,000 members")
                    .isLessThanOrEqualTo(small.pages() + 10)
                    .isLessThan(60);
        }
    }

    @Test
    void aBatchReadsInProportionToItsQuestions() throws SQLException {
        for (String plan : List.of("force_custom_plan", "force_generic_plan")) {
            execute("set local plan_cache_mode = " + plan);
            for (int questions : new int[] {50, 200}) {
                Plan batch = explain(AccessFactsReader.FACTS, FACTS_TYPES, many(BIG, 0, questions));

                batch.assertIndexesOfTheOrganizationOnly();
                assertThat(batch.pages()).isLessThan(questions * 30L);
            }
        }
    }

    @Test
    void aPageOfHoldersIsReadOffTheIndex() throws SQLException {
        String path = "array['" + BIG + "', '" + id("team0") + "', '" + id("workspace0") + "']::uuid[]";

        Plan page = explain(
                ListingStatements.HOLDERS,
                "uuid, uuid[], text[], uuid, text, integer, text",
                "'%s', %s, array['VIEWER', 'MEMBER', 'ADMIN', 'OWNER'], '%s', null, 51, 'usage:read'"
                        .formatted(BIG, path, ListingStatements.BEFORE_ALL));

        page.assertIndexesOfTheOrganizationOnly();
        assertThat(page.pages()).isLessThan(1_200);
    }

    @Test
    void theRolesOfACallerAreReadByThePrimaryKey() throws SQLException {
        explain(ListingStatements.ROLES, "uuid, uuid", "'%s', '%s'".formatted(BIG, id("principal0-2")))
                .assertIndexesOfTheOrganizationOnly();
        explain(ListingStatements.ROLES_AND_KEY, "uuid, uuid", "'%s', '%s'".formatted(BIG, id("key0-1")))
                .assertIndexesOfTheOrganizationOnly();
        explain(ListingStatements.PATH, "uuid, uuid", "'%s', '%s'".formatted(BIG, id("workspace0")))
                .assertIndexesOfTheOrganizationOnly();
    }

    @Test
    void theOrganizationsOfACallerAreFoundWithoutReadingEveryRole() throws SQLException {
        Plan plan = explain(TeamsAccessPolicy.ORGANIZATIONS, "uuid, integer", "'%s', 2".formatted(id("principal0-2")));

        assertThat(plan.lines()).noneMatch(line -> line.contains("Seq Scan on"));
        assertThat(plan.pages())
                .as("of a principal with 1,002 roles in one organization")
                .isLessThan(30);
    }

    private static String two(UUID organization, int number) {
        return two(organization, id("principal" + number + "-2"), id("workspace" + number));
    }

    private static String two(UUID organization, UUID other, UUID node) {
        return asked(organization, List.of(other, id("everywhere")), node);
    }

    private static String many(UUID organization, int number, int questions) {
        return asked(
                organization,
                IntStream.rangeClosed(1, questions)
                        .mapToObj(i -> id("principal" + number + "-" + i))
                        .toList(),
                id("workspace" + number));
    }

    private static String asked(UUID organization, List<UUID> principals, UUID node) {
        return Stream.of(
                        Collections.nCopies(principals.size(), organization),
                        principals,
                        Collections.nCopies(principals.size(), node))
                .map(ids ->
                        ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(",", "array[", "]::uuid[]")))
                .collect(Collectors.joining(", "));
    }

    /** A plan as it was executed, line by line. */
    private record Plan(List<String> lines) {

        void assertIndexesOfTheOrganizationOnly() {
            assertThat(lines).noneMatch(line -> line.contains("Seq Scan"));
            List<String> conditions =
                    lines.stream().filter(line -> line.contains("Index Cond:")).toList();
            assertThat(conditions).isNotEmpty().allMatch(line -> line.contains("org_id = "));
            long scans = lines.stream()
                    .filter(line -> line.contains("Index Scan") || line.contains("Index Only Scan"))
                    .count();
            assertThat(conditions).as("every scan has its condition: %s", lines).hasSize((int) scans);
        }

        /** Pages read or found in memory. */
        long pages() {
            String first = lines.stream()
                    .filter(line -> line.contains("Buffers:"))
                    .findFirst()
                    .orElseThrow();
            long pages = 0;
            for (String word : first.strip().split(" ", -1)) {
                for (String kind : Map.of("hit=", 0, "read=", 0).keySet()) {
                    if (word.startsWith(kind)) {
                        pages += Long.parseLong(word.substring(kind.length()).replace(",", ""));
                    }
                }
            }
            return pages;
        }
    }

    private Plan explain(String sql, String types, String values) throws SQLException {
        execute("prepare asked (" + types + ") as " + sql);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "explain (analyze, buffers, costs off, timing off, summary off) execute asked (" + values
                                + ")")) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return new Plan(lines);
        } finally {
            execute("deallocate asked");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static UUID id(String text) {
        try {
            byte[] hash = java.security.MessageDigest.getInstance("MD5")
                    .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(hash);
            return new UUID(buffer.getLong(), buffer.getLong());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
