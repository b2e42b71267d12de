package io.enterprisemode.testkit.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The catalog of one database, read as superuser over temporary views, and what of it breaks a {@link CatalogRule}. */
public final class DatabaseCatalog implements AutoCloseable {

    private static final String VIEWS = """
            create function pg_temp.tk_role(purpose text) returns text language sql stable
                return current_setting('testkit.service') || '_' || purpose;
            create function pg_temp.tk_list(name text) returns text[] language sql stable
                return string_to_array(current_setting('testkit.' || name), ',');
            create function pg_temp.tk_own_schema(name text) returns boolean language sql immutable
                return name <> 'information_schema' and not starts_with(name, 'pg_');
            create temp view tk_table as
            select c.oid, c.relname::text as name, c.relkind as kind, c.relispartition as partition,
                   c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
                   exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id'
                       and not a.attisdropped) as tenant
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p') and pg_temp.tk_own_schema(n.nspname);
            create temp view tk_policy as
            select t.name as table_name, t.tenant, p.polname::text as policy, p.polpermissive as permissive,
                   case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd'
                       then 'DELETE'
                                 else 'ALL' end as command_of_policy,
                   case r.role when 0 then null else pg_get_userbyid(r.role)::text end as role,
                   pg_get_expr(p.polqual, p.polrelid) as using_expression,
                   pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
              from pg_policy p join tk_table t on t.oid = p.polrelid
              cross join lateral unnest(p.polroles) r(role);
            create temp view tk_index as
            select i.indexrelid as oid, c.relname::text as name, i.indrelid as table_oid, i.indisunique as is_unique,
                   i.indisexclusion as is_exclusion,
                   (select a.attname::text from pg_attribute a where a.attrelid = i.indrelid
                       and a.attnum = i.indkey[0]) as first_column,
                   exists (select 1 from pg_constraint k where k.conindid = i.indexrelid
                       and k.contype in ('p', 'u', 'x')) as of_constraint
              from pg_index i join pg_class c on c.oid = i.indexrelid
             where not c.relispartition;
            create temp view tk_grant as
            select relation, kind, partition, case grantee when 0 then null
                else pg_get_userbyid(grantee)::text end as grantee,
                   privilege, grantable, grantee = relowner as to_owner
              from (select c.relname::text as relation, c.relispartition as partition, c.relowner,
                           case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm'
                               then 'materialized view' else 'table' end as kind,
                           a.grantee, a.privilege_type as privilege, a.is_grantable as grantable
                      from pg_class c join pg_namespace n on n.oid = c.relnamespace
                      cross join lateral aclexplode(c.relacl) a
                     where pg_temp.tk_own_schema(n.nspname)
                    union all
                    select c.relname || '.' || t.attname, c.relispartition, c.relowner, 'column', a.grantee,
                        a.privilege_type, a.is_grantable
                      from pg_attribute t join pg_class c on c.oid = t.attrelid
                          join pg_namespace n on n.oid = c.relnamespace
                      cross join lateral aclexplode(t.attacl) a
                     where pg_temp.tk_own_schema(n.nspname)) grants;
            """;

    private static final List<String> PRIVILEGES = List.of("SELECT", "INSERT", "UPDATE", "DELETE");

    private final Connection connection;
    private final CatalogExpectations expectations;

    private DatabaseCatalog(Connection connection, CatalogExpectations expectations) {
        this.connection = connection;
        this.expectations = expectations;
    }

    /** The catalog of a database; the caller closes it. */
    public static DatabaseCatalog of(ServiceDatabase database, CatalogExpectations expectations) {
        Connection connection = database.superuser();
        try (Statement statement = connection.createStatement()) {
            setting(connection, "testkit.service", expectations.service());
            setting(connection, "testkit.exempt_tables", String.join(",", expectations.tablesWithoutOrganization()));
            setting(connection, "testkit.globally_unique", String.join(",", expectations.globallyUnique()));
            setting(connection, "testkit.definers", String.join(",", expectations.securityDefiner()));
            statement.execute("set search_path = public");
            statement.execute(VIEWS);
        } catch (SQLException e) {
            throw new IllegalStateException("Could not read the catalog of " + database.service(), e);
        }
        return new DatabaseCatalog(connection, expectations);
    }

    /** One line per violation of a rule, naming the object; empty if there is none. */
    public List<String> violations(CatalogRule rule) {
        return lines(rule.sql().replaceAll("\\btk_(role|list|own_schema)\\(", "pg_temp.tk_$1("));
    }

    /** Violations of all rules and of the expected grants. */
    public List<String> violations() {
        List<String> all = new ArrayList<>();
        for (CatalogRule rule : CatalogRule.values()) {
            all.addAll(violations(rule));
        }
        all.addAll(unexpectedGrants());
        return all;
    }

    /** Tables with {@code org_id}, without partitions of others. */
    public List<String> tenantTables() {
        return lines("select name from tk_table where tenant and not partition order by name");
    }

    /** Partitions of tenant tables. */
    public List<String> partitions() {
        return lines("select name from tk_table where tenant and partition order by name");
    }

    /** Views with {@code org_id}. */
    public List<String> tenantViews() {
        return lines("""
                select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind = 'v' and pg_temp.tk_own_schema(n.nspname)
                   and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id')
                 order by 1
                """);
    }

    /** What of the grants differs from the expected ones; empty if none are expected. */
    public List<String> unexpectedGrants() {
        Set<String> expected = expectations.grants().orElse(null);
        if (expected == null) {
            return List.of();
        }
        Set<String> actual = new TreeSet<>(grants());
        List<String> differences = new ArrayList<>();
        for (String grant : actual) {
            if (!expected.contains(grant)) {
                differences.add("grant not expected: " + grant);
            }
        }
        for (String grant : new TreeSet<>(expected)) {
            if (!actual.contains(grant)) {
                differences.add("grant expected but missing: " + grant);
            }
        }
        return differences;
    }

    /**
     * All grants to the app and worker roles on tables, views and columns, in the form of
     * {@link CatalogExpectations#grants()}.
     */
    public List<String> grants() {
        String order = String.join(",", PRIVILEGES);
        return lines("""
                select replace(grantee, current_setting('testkit.service') || '_', '') || ' '
                       || string_agg(privilege, ',' order by array_position(string_to_array('%s', ','), privilege),
                           privilege)
                       || ' ON ' || relation
                  from tk_grant
                 where grantee in (pg_temp.tk_role('app'), pg_temp.tk_role('worker')) and kind <> 'sequence'
                 group by grantee, relation order by 1
                """.formatted(order));
    }

    /** What a probe has to know about the columns of a table: name to whether the app role may update it. */
    Map<String, Boolean> columns(String table) {
        Map<String, Boolean> columns = new java.util.LinkedHashMap<>();
        for (String line : lines("""
                select a.attname || ' ' || has_column_privilege(pg_temp.tk_role('app'), t.oid, a.attnum, 'UPDATE')
                  from tk_table t join pg_attribute a on a.attrelid = t.oid
                 where t.name = '%s' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                   and a.attidentity <> 'a' order by a.attnum
                """.formatted(table))) {
            String[] parts = line.split(" ", 2);
            columns.put(parts[0], Boolean.parseBoolean(parts[1]));
        }
        return columns;
    }

    /** Whether a policy lets the app role read the table. */
    boolean readableByApp(String table) {
        return !lines("""
                        select policy from tk_policy
                         where table_name = '%s' and role = pg_temp.tk_role('app')
                             and command_of_policy in ('SELECT', 'ALL')
                        """.formatted(table)).isEmpty();
    }

    private List<String> lines(String sql) {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        } catch (SQLException e) {
            throw new IllegalStateException("Catalog query failed: " + sql, e);
        }
    }

    private static void setting(Connection connection, String name, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config(?, ?, false)")) {
            statement.setString(1, name);
            statement.setString(2, value);
            statement.execute();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("Could not close the connection", e);
        }
    }
}
