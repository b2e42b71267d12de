package io.enterprisemode.testkit.database;

/**
 * The rules of row level security that the catalog of PostgreSQL can prove, each a query over {@link DatabaseCatalog}
 * that answers one line per violation. Their numbers in the comments are those of the list of known holes in the threat
 * model.
 */
public enum CatalogRule {
    /** Hole 2: without FORCE the owner sees everything; without ENABLE everybody does. */
    ROW_SECURITY_IS_ENABLED_AND_FORCED("""
            select format('table %s: row level security is not enabled', name) from tk_table
             where tenant and not enabled
            union all
            select format('table %s: row level security is not forced', name) from tk_table
             where tenant and not forced
            """),

    /** A table without an organization holds data of none, and somebody has decided so. */
    TABLES_WITHOUT_ORGANIZATION_ARE_KNOWN("""
            select format('table %s: has no org_id and is not on the list of tables without an organization', name)
              from tk_table
             where not tenant and not partition and name <> all (tk_list('exempt_tables'))
               and name not in ('flyway_schema_history', 'access_position', 'access_unreadable', 'dead_letter_decision',
                                'dead_letter_sending')
            union all
            select format('table %s: is on the list of tables without an organization but has an org_id', name)
              from tk_table where tenant and name = any (tk_list('exempt_tables'))
            union all
            select format('table %s: is on the list of tables without an organization but does not exist', listed)
              from unnest(tk_list('exempt_tables')) listed
             where not exists (select 1 from tk_table where name = listed)
            """),

    /** The organization of a row is always known. */
    ORGANIZATION_IS_A_MANDATORY_UUID("""
            select format('table %s: org_id must be uuid not null', t.name)
              from tk_table t
              join pg_attribute a on a.attrelid = t.oid and a.attname = 'org_id'
             where a.atttypid <> 'uuid'::regtype or not a.attnotnull
            """),

    /** Hole 9: a policy for PUBLIC counts for every role there will ever be. */
    POLICIES_NAME_THEIR_ROLE("""
            select format('table %s: policy %s is for PUBLIC', table_name, policy) from tk_policy where role is null
            union all
            select format('table %s: policy %s is for role %s', table_name, policy, role) from tk_policy
             where role not in (tk_role('app'), tk_role('worker'), tk_role('owner'))
            """),

    /** Holes 1 and 9: the app role sees exactly the bound organization, and nothing when none is bound. */
    POLICIES_OF_THE_APP_COMPARE_THE_ORGANIZATION("""
            select format('table %s: policy %s must be '
                '"org_id = nullif((select current_setting(''app.org_id'', true)), '''')::uuid" but %s is %s',
                          table_name, policy, clause, expression)
              from tk_policy
              cross join lateral (values ('USING', using_expression), ('WITH CHECK', check_expression)) c(clause,
                  expression)
             where (role is null or role = tk_role('app')) and tenant and expression is not null
               and expression <> '(org_id = (NULLIF(( SELECT current_setting(''app.org_id''::text, true) '
                   'AS current_setting), ''''::text))::uuid)'
            """),

    /** Hole 9: permissive policies OR together. */
    ONE_POLICY_PER_COMMAND_AND_ROLE("""
            select format('table %s: %s policies let %s %s: %s', table_name, count(*), coalesce(role, 'PUBLIC'),
                command,
                          string_agg(policy, ', ' order by policy))
              from tk_policy
              cross join lateral unnest(case command_of_policy when 'ALL'
                                        then array['SELECT', 'INSERT', 'UPDATE', 'DELETE']
                                        else array[command_of_policy] end) command
             where permissive
             group by table_name, role, command having count(*) > 1
            """),

    /** What is read is filtered by USING, what is written by WITH CHECK. */
    POLICIES_HAVE_THE_CLAUSES_OF_THEIR_COMMAND("""
            select format('table %s: policy %s for %s has no USING', table_name, policy, command_of_policy)
              from tk_policy where command_of_policy <> 'INSERT' and using_expression is null
            union all
            select format('table %s: policy %s for %s has no WITH CHECK', table_name, policy, command_of_policy)
              from tk_policy where command_of_policy in ('INSERT', 'UPDATE', 'ALL') and check_expression is null
            """),

    /** Hole 5: a partition addressed directly is not covered by the policies of its parent. */
    PARTITIONS_HAVE_NO_GRANTS("""
            select format('partition %s: %s has %s, grants belong on the parent only', relation,
                coalesce(grantee, 'PUBLIC'), privilege)
              from tk_grant where partition and not to_owner
            union all
            select format('table %s: inherits from a table without being its partition', c.relname)
              from pg_inherits i join pg_class c on c.oid = i.inhrelid
              join tk_table t on t.oid = c.oid where not c.relispartition
            """),

    /** Holes 3 and 4: views and materialized views show what their owner may see. */
    VIEWS_RUN_AS_WHO_ASKS("""
            select format('view %s: is not WITH (security_invoker = true)', c.relname)
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'v' and tk_own_schema(n.nspname)
               and not coalesce(array_to_string(c.reloptions, ',') ~ 'security_invoker=(true|on|1|yes)', false)
            union all
            select format('%s %s: is not covered by row level security',
                          case c.relkind when 'm' then 'materialized view' else 'foreign table' end, c.relname)
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('m', 'f') and tk_own_schema(n.nspname)
            union all
            select format('rule %s: rewrites statements on table %s', r.rulename, c.relname)
              from pg_rewrite r join pg_class c on c.oid = r.ev_class join tk_table t on t.oid = c.oid
            """),

    /** Hole 12: functions of the owner step over the policies of the caller. */
    FUNCTIONS_RUN_AS_WHO_CALLS("""
            select format('function %s: is SECURITY DEFINER', p.proname)
              from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where p.prosecdef and tk_own_schema(n.nspname) and p.proname <> all (tk_list('definers'))
            union all
            select format('function %s: is SECURITY DEFINER without a fixed search_path', p.proname)
              from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where p.prosecdef and tk_own_schema(n.nspname)
               and not coalesce(array_to_string(p.proconfig, ',') like '%search_path=%', false)
            union all
            select format('function %s: is listed as SECURITY DEFINER but does not exist', listed)
              from unnest(tk_list('definers')) listed
             where not exists (select 1 from pg_proc where proname = listed and prosecdef)
            """),

    /** Hole 6: a unique violation tells that another organization has the value. */
    UNIQUE_KEYS_LEAD_WITH_THE_ORGANIZATION("""
            select format('index %s: is unique on table %s but does not lead with org_id', i.name, t.name)
              from tk_index i join tk_table t on t.oid = i.table_oid
             where t.tenant and (i.is_unique or i.is_exclusion) and i.first_column is distinct from 'org_id'
               and i.name <> all (tk_list('globally_unique'))
            union all
            select format('index %s: is listed as globally unique but does not exist', listed)
              from unnest(tk_list('globally_unique')) listed
             where not exists (select 1 from tk_index where name = listed)
            """),

    /** Hole 7: foreign keys are checked without row level security. */
    FOREIGN_KEYS_STAY_INSIDE_THE_ORGANIZATION("""
            select format('foreign key %s: from %s to %s without org_id on both sides', k.conname, c.name, p.name)
              from pg_constraint k
              join tk_table c on c.oid = k.conrelid
              join tk_table p on p.oid = k.confrelid
             where k.contype = 'f' and k.conparentid = 0 and c.tenant and p.tenant
               and not exists (
                   select 1 from generate_subscripts(k.conkey, 1) s
                     join pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = k.conkey[s]
                     join pg_attribute pa on pa.attrelid = k.confrelid and pa.attnum = k.confkey[s]
                    where ca.attname = 'org_id' and pa.attname = 'org_id')
            """),

    /** Comparisons of enums and numerics are not leakproof: under row level security such an index is not used. */
    INDEXES_HAVE_LEAKPROOF_TYPES("""
            select format('index %s: column %s of table %s is %s, whose comparison is not leakproof', i.name, a.attname,
                t.name,
                          format_type(a.atttypid, null))
              from tk_index i join tk_table t on t.oid = i.table_oid
              join pg_attribute a on a.attrelid = i.oid
              join pg_type y on y.oid = a.atttypid
             where t.tenant and (y.typtype = 'e' or a.atttypid in ('numeric'::regtype, 'jsonb'::regtype))
            """),

    /** Hole 8: TRUNCATE ignores policies; PUBLIC is everybody. */
    GRANTS_ARE_FEW("""
            select format('%s %s: PUBLIC has %s', kind, relation, privilege) from tk_grant where grantee is null
            union all
            select format('%s %s: role %s has %s', kind, relation, grantee, privilege) from tk_grant
             where not to_owner and grantee not in (tk_role('app'), tk_role('worker'))
            union all
            select format('%s %s: %s has %s', kind, relation, grantee, privilege) from tk_grant
             where grantee in (tk_role('app'), tk_role('worker'))
               and privilege not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE')
            union all
            select format('%s %s: %s may pass on %s', kind, relation, grantee, privilege) from tk_grant
             where grantee in (tk_role('app'), tk_role('worker')) and grantable
            union all
            select format('default privileges of %s: %s gets %s', pg_get_userbyid(d.defaclrole),
                          case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee) end, a.privilege_type)
              from pg_default_acl d cross join lateral aclexplode(d.defaclacl) a
             where d.defaclobjtype = 'r' and a.grantee <> d.defaclrole
               and (a.grantee = 0 or a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
            """),

    /** Nobody but the owner makes objects; other services' roles cannot even connect. */
    SCHEMA_AND_DATABASE_ARE_CLOSED("""
            select format('schema %s: %s may create objects', n.nspname,
                          case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee) end)
              from pg_namespace n
              cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
             where tk_own_schema(n.nspname) and a.privilege_type = 'CREATE'
               and (a.grantee = 0 or pg_get_userbyid(a.grantee) in (tk_role('app'), tk_role('worker')))
            union all
            select format('database %s: %s has %s', d.datname,
                          case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee) end, a.privilege_type)
              from pg_database d
              cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
             where d.datname = current_database()
               and (a.grantee = 0 or (a.privilege_type <> 'CONNECT' and a.grantee <> d.datdba))
            """),

    /** Holes 2 and 11: no role of a service stands above row level security. */
    ROLES_ARE_PLAIN("""
            select format('role %s: %s', rolname, attribute)
              from pg_roles
              cross join lateral (values (rolsuper, 'is superuser'), (rolbypassrls, 'bypasses row level security'),
                                         (rolcreaterole, 'creates roles'), (rolcreatedb, 'creates databases'),
                                         (rolreplication, 'replicates')) a(given, attribute)
             where given and rolname in (tk_role('app'), tk_role('worker'), tk_role('owner'))
            union all
            select format('role %s: does not exist', expected)
              from unnest(array[tk_role('app'), tk_role('worker'), tk_role('owner')]) expected
             where not exists (select 1 from pg_roles where rolname = expected)
            union all
            select format('role %s: is a member of %s', pg_get_userbyid(member), pg_get_userbyid(roleid))
              from pg_auth_members
             where pg_get_userbyid(member) in (tk_role('app'), tk_role('worker'), tk_role('owner'))
                or pg_get_userbyid(roleid) in (tk_role('app'), tk_role('worker'), tk_role('owner'))
            """),

    /** Hole 2: an owner may switch row level security off. */
    LOGIN_ROLES_OWN_NOTHING("""
            select format('role %s: owns %s', r.rolname, pg_describe_object(d.classid, d.objid, d.objsubid))
              from pg_shdepend d join pg_roles r on r.oid = d.refobjid
             where d.deptype = 'o' and r.rolname in (tk_role('app'), tk_role('worker'))
               and d.dbid in (0, (select oid from pg_database where datname = current_database()))
            union all
            select format('table %s: belongs to %s', t.name, pg_get_userbyid(c.relowner))
              from tk_table t join pg_class c on c.oid = t.oid where pg_get_userbyid(c.relowner) <> tk_role('owner')
            """),

    /** Who reads the schema learns what a table is for. */
    TABLES_ARE_COMMENTED("""
            select format('table %s: has no comment', name) from tk_table
             where not partition and name <> 'flyway_schema_history'
               and coalesce(obj_description(oid, 'pg_class'), '') = ''
            """),

    /** Constraints and indexes are named {@code pk_/fk_/uq_/ck_/ix_<table>_<columns>}. */
    NAMES_FOLLOW_THE_CONVENTION("""
            select format('constraint %s: of table %s must start with %s', k.conname, t.name, prefix || t.name)
              from pg_constraint k join tk_table t on t.oid = k.conrelid
              cross join lateral (values (case k.contype when 'p' then 'pk_' when 'f' then 'fk_' when 'u' then 'uq_'
                                                         when 'c' then 'ck_' end)) v(prefix)
             where prefix is not null and k.conparentid = 0 and not t.partition and t.name <> 'flyway_schema_history'
               and not starts_with(k.conname, prefix || t.name)
            union all
            select format('index %s: of table %s must start with %s', i.name, t.name, 'ix_' || t.name)
              from tk_index i join tk_table t on t.oid = i.table_oid
             where not i.of_constraint and not t.partition and t.name <> 'flyway_schema_history'
               and not starts_with(i.name, 'ix_' || t.name) and not starts_with(i.name, 'uq_' || t.name)
            """);

    private final String sql;

    CatalogRule(String sql) {
        this.sql = sql;
    }

    /** The query, over the views of {@link DatabaseCatalog}. */
    String sql() {
        return sql;
    }
}
