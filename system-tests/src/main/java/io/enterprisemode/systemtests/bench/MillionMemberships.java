package io.enterprisemode.systemtests.bench;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.suite.LocalSuite;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/**
 * A million memberships in 10,000 organizations of their own, written straight to the tables of teams-service and taken
 * away afterwards; no event tells of them. The caller owns every one of the organizations. Each has a team and a
 * workspace, on which one member in ten has a role too.
 */
final class MillionMemberships implements AutoCloseable {

    static final int ORGANIZATIONS = 10_000;
    static final int MEMBERS = 100;

    /** Marks the organizations, so that what a broken run left is found. */
    private static final String NAME = "Benchmark of a million memberships";

    /** Tables in the order in which rows may go. */
    private static final List<String> TABLES =
            List.of("role_assignment", "principal", "workspace", "team", "organization");

    private final LocalSuite local;

    private MillionMemberships(LocalSuite local) {
        this.local = local;
    }

    /** Writes them; takes up to a minute. */
    static MillionMemberships load(LocalSuite local, UUID caller) {
        MillionMemberships loaded = new MillionMemberships(local);
        loaded.close();
        loaded.execute(
                "set local session_replication_role = replica", """
            create temporary table bench_org on commit drop as
                select n, md5('bench-org-' || n)::uuid as org_id, md5('bench-team-' || n)::uuid as team_id,
                       md5('bench-workspace-' || n)::uuid as workspace_id
                  from generate_series(0, %1$d - 1) as n;
            insert into organization (org_id, name, time_zone, revision, created_at, changed_at)
                select org_id, '%2$s', 'UTC', 1, now(), now() from bench_org;
            insert into team (org_id, id, name, revision, created_at, changed_at)
                select org_id, team_id, 'Team', 1, now(), now() from bench_org;
            insert into workspace (org_id, id, team_id, name, revision, created_at, changed_at)
                select org_id, workspace_id, team_id, 'Workspace', 1, now(), now() from bench_org;
            insert into principal (org_id, id, kind, issuer, subject, membership_revision, joined_at, refreshed_at)
                select org_id, '%4$s', 'USER', 'bench', 'caller', 1, now(), now() from bench_org
                 union all
                select org_id, md5('bench-member-' || n || '-' || m)::uuid, 'USER', 'bench', n || '-' || m, 1, now(),
                    now()
                  from bench_org cross join generate_series(1, %3$d) as m;
            insert into role_assignment (org_id, principal_id, node_id, node_type, role, assigned_at)
                select org_id, '%4$s', org_id, 'ORGANIZATION', 'OWNER', now() from bench_org
                 union all
                select org_id, md5('bench-member-' || n || '-' || m)::uuid, org_id, 'ORGANIZATION',
                       case when m = 1 then 'ADMIN' else 'VIEWER' end, now()
                  from bench_org cross join generate_series(1, %3$d) as m
                 union all
                select org_id, md5('bench-member-' || n || '-' || m)::uuid, workspace_id, 'WORKSPACE', 'MEMBER', now()
                  from bench_org cross join generate_series(1, %3$d,
                      10) as m""".formatted(ORGANIZATIONS, NAME, MEMBERS, caller));
        loaded.analyze();
        return loaded;
    }

    UUID organization(int number) {
        return id("bench-org-" + number);
    }

    UUID workspace(int number) {
        return id("bench-workspace-" + number);
    }

    UUID member(int organization, int number) {
        return id("bench-member-" + organization + "-" + number);
    }

    @Override
    public void close() {
        try (Connection superuser = local.superuser(ServiceName.TEAMS)) {
            superuser.setAutoCommit(false);
            try (Statement statement = superuser.createStatement()) {
                statement.execute("set local session_replication_role = replica");
                statement.execute(
                        "create temporary table bench_gone on commit drop as select org_id from organization where "
                                + "name = '"
                                + NAME + "'");
            }
            for (String table : TABLES) {
                try (PreparedStatement delete = superuser.prepareStatement(
                        "delete from " + table + " where org_id in (select org_id from bench_gone)")) {
                    delete.executeUpdate();
                }
            }
            superuser.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
        analyze();
    }

    private void analyze() {
        try (Connection superuser = local.superuser(ServiceName.TEAMS);
                Statement statement = superuser.createStatement()) {
            statement.execute("vacuum (analyze) " + String.join(", ", TABLES));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void execute(String... statements) {
        try (Connection superuser = local.superuser(ServiceName.TEAMS)) {
            superuser.setAutoCommit(false);
            try (Statement statement = superuser.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            superuser.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static SuiteException failed(SQLException e) {
        return new SuiteException(
                "The memberships cannot be written or taken away: " + e.getMessage(), "See ./suite logs postgres", e);
    }

    /** The id that PostgreSQL makes of a text with {@code md5(text)::uuid}. */
    private static UUID id(String text) {
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
            return new UUID(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
