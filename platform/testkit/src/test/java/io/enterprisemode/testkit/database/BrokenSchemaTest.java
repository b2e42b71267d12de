package io.enterprisemode.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to break a schema is found, with the name of what is broken. */
class BrokenSchemaTest {

    private static final String ORG = "org_id = nullif((select current_setting('app.org_id', true)), '')::uuid";
    private static final AtomicInteger COUNT = new AtomicInteger();

    static List<Arguments> breakages() {
        return List.of(
                broken(
                        "alter table invoice no force row level security",
                        "table invoice: row level security is not forced"),
                broken(
                        "alter table invoice disable row level security",
                        "table invoice: row level security is not enabled"),
                broken("create table extra (id int)", "table extra: has no org_id"),
                broken("drop table plan", "table plan: is on the list"),
                broken(
                        "alter table note drop constraint pk_note; alter table note alter org_id drop not null",
                        "table note: org_id must be uuid not null"),
                broken(
                        "drop policy invoice_app_select on invoice; create policy p on invoice for select using (" + ORG
                                + ")",
                        "policy p is for PUBLIC"),
                broken(
                        "drop policy invoice_app_select on invoice; create policy p on invoice for select to ${app} "
                                + "using (org_id = current_setting('app.org_id', true)::uuid)",
                        "policy p must be"),
                broken(
                        "drop policy invoice_app_select on invoice; create policy p on invoice for select to ${app} "
                                + "using (org_id = nullif(current_setting('app.org_id', true), '')::uuid)",
                        "policy p must be"),
                broken(
                        "drop policy invoice_app_select on invoice; create policy p on invoice for select to ${app} "
                                + "using (true)",
                        "policy p must be"),
                broken(
                        "drop policy invoice_app_insert on invoice; create policy p on invoice for insert to ${app} "
                                + "with check (true)",
                        "policy p must be"),
                broken("create policy p on invoice for select to ${app} using (" + ORG + ")", "2 policies let"),
                broken(
                        "create policy p on invoice for all to ${app} using (" + ORG + ") with check (" + ORG + ")",
                        "2 policies let"),
                broken(
                        "drop policy invoice_app_update on invoice; create policy p on invoice for update to ${app} "
                                + "using ("
                                + ORG + ")",
                        "policy p for UPDATE has no WITH CHECK"),
                broken("grant select on event_all to ${app}", "partition event_all"),
                broken("create table event_extra () inherits (note)", "inherits from a table"),
                broken("create view leak as select * from invoice", "view leak"),
                broken("create materialized view copy as select 1 as x", "materialized view copy"),
                broken(
                        "create function peek() returns bigint language sql security definer as 'select count(*) "
                                + "from invoice'",
                        "function peek: is SECURITY DEFINER"),
                broken(
                        "create unique index uq_invoice_status on invoice (status)",
                        "index uq_invoice_status: is unique"),
                broken(
                        "alter table invoice add constraint uq_invoice_id unique (id)",
                        "index uq_invoice_id: is unique"),
                broken(
                        "alter table invoice add constraint uq_invoice_id unique (id); alter table invoice_line add "
                                + "constraint fk_invoice_line_id foreign key (invoice_id) references invoice (id)",
                        "foreign key fk_invoice_line_id"),
                broken(
                        "alter table invoice_line drop constraint fk_invoice_line_invoice; alter table invoice add "
                                + "constraint uq_invoice_swap unique (org_id, token, id); alter table invoice_line "
                                + "add other uuid; alter table invoice add constraint uq_invoice_x unique "
                                + "(id, org_id); alter table invoice_line add constraint "
                                + "fk_invoice_line_x foreign key (org_id, other) references "
                                + "invoice (id, org_id)",
                        "foreign key fk_invoice_line_x"),
                broken(
                        "create index ix_invoice_tax_rate on invoice (org_id, tax_rate)",
                        "index ix_invoice_tax_rate: column tax_rate"),
                broken(
                        "create type mood as enum ('A'); alter table invoice add mood mood; create index "
                                + "ix_invoice_mood on invoice (org_id, mood)",
                        "index ix_invoice_mood: column mood"),
                broken("grant truncate on invoice to ${app}", "table invoice: "),
                broken("grant references on invoice to ${worker}", "has REFERENCES"),
                broken("grant select on invoice to public", "table invoice: PUBLIC has SELECT"),
                broken("grant select (id) on invoice to public", "column invoice.id: PUBLIC has SELECT"),
                broken("grant select on invoice to ${app} with grant option", "may pass on SELECT"),
                broken("alter default privileges grant all on tables to ${app}", "default privileges of"),
                broken("grant create on schema public to ${app}", "schema public: "),
                broken("comment on table note is null", "table note: has no comment"),
                broken("alter table note rename constraint pk_note to note_pkey", "constraint note_pkey"),
                broken("create index note_body on note (org_id, body)", "index note_body"),
                superuser("alter role ${app} bypassrls", "bypasses row level security"),
                superuser("alter role ${worker} superuser", "is superuser"),
                superuser("grant pg_read_all_data to ${app}", "is a member of pg_read_all_data"),
                superuser("alter table note owner to ${app}", "owns table note"),
                superuser("create table stray (org_id uuid)", "table stray: belongs to postgres"),
                superuser(
                        "do $$ begin execute 'grant connect on database ' || current_database() || ' to public'; "
                                + "end $$",
                        "PUBLIC has CONNECT"));
    }

    private static Arguments broken(String sql, String message) {
        return Arguments.of(sql, message, false);
    }

    private static Arguments superuser(String sql, String message) {
        return Arguments.of(sql, message, true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breakages")
    void theCatalogShowsEveryBreakage(String sql, String message, boolean asSuperuser) {
        ServiceDatabase database = SampleSchema.create("broken_" + letters());
        try {
            if (asSuperuser) {
                SampleSchema.executeAsSuperuser(database, sql);
            } else {
                SampleSchema.execute(database, sql);
            }

            try (DatabaseCatalog catalog =
                    DatabaseCatalog.of(database, SampleSchema.expectations(database.service()))) {
                assertThat(catalog.violations()).anyMatch(line -> line.contains(message));
            }
        } finally {
            SampleSchema.executeAsSuperuser(
                    database, "alter role ${app} nobypassrls; alter role ${worker} nosuperuser");
        }
    }

    static List<Arguments> leaks() {
        return List.of(
                broken(
                        "alter table invoice disable row level security",
                        "table invoice: the app role reads rows of another organization"),
                broken(
                        "drop policy invoice_app_select on invoice; create policy p on invoice for select to ${app} "
                                + "using (true)",
                        "reads rows of another organization"),
                broken(
                        "drop policy invoice_app_select on invoice; create policy p on invoice for select to ${app} "
                                + "using (org_id = current_setting('app.org_id', true)::uuid)",
                        "fails with 22P02"),
                broken(
                        "drop policy invoice_app_insert on invoice; create policy p on invoice for insert to ${app} "
                                + "with check (true)",
                        "table invoice: the app role inserts a row of another organization"),
                broken(
                        "drop policy invoice_app_update on invoice; create policy p on invoice for update to ${app} "
                                + "using ("
                                + ORG + ") with check (true)",
                        "table invoice: the app role moves its rows"),
                broken(
                        "drop policy invoice_app_select on invoice; drop policy invoice_app_delete on invoice; "
                                + "create policy s on invoice for select to ${app} using (true); create policy p on "
                                + "invoice for delete to ${app} using (true)",
                        "table invoice: the app role deletes rows of another organization"),
                broken("grant truncate on event to ${app}", "table event: the app role truncates"),
                broken("grant select on event_all to ${app}", "partition event_all: the app role can address it"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leaks")
    void theProbeShowsEveryLeak(String sql, String message, boolean asSuperuser) {
        ServiceDatabase database = SampleSchema.create("leaking_" + letters());
        SampleSchema.execute(database, sql);

        try (DatabaseCatalog catalog = DatabaseCatalog.of(database, SampleSchema.expectations(database.service()))) {
            TenantIsolationProbe probe = new TenantIsolationProbe(database, catalog, table -> Map.of());
            List<String> found = new ArrayList<>(probe.readingWithoutOrganization());
            found.addAll(probe.reachingPartitions());
            found.addAll(probe.reachingAnotherOrganization());

            assertThat(found).anyMatch(line -> line.contains(message));
        }
    }

    @Test
    void aPlainViewLeaksAndIsSeenToLeak() throws Exception {
        ServiceDatabase database = SampleSchema.create("leaking_view");
        SampleSchema.execute(database, "alter table note no force row level security");
        SampleSchema.execute(
                database,
                "insert into note values (gen_random_uuid(), gen_random_uuid(), 'x'); create view notes as select * "
                        + "from note; grant select on notes to ${app}");

        try (DatabaseCatalog catalog = DatabaseCatalog.of(database, SampleSchema.expectations(database.service()))) {
            assertThat(new TenantIsolationProbe(database, catalog, table -> Map.of()).readingWithoutOrganization())
                    .anyMatch(line -> line.startsWith("notes: the app role reads 1 rows"));
        }
    }

    @Test
    void grantsThatDifferFromTheExpectedOnesAreNamed() {
        ServiceDatabase database = SampleSchema.create("broken_grants");
        CatalogExpectations expected = new CatalogExpectations(
                "broken_grants",
                Set.of("plan"),
                Set.of("uq_invoice_token"),
                Set.of(),
                Optional.of(Set.of("app SELECT ON invoice")));

        try (DatabaseCatalog catalog = DatabaseCatalog.of(database, expected)) {
            assertThat(catalog.unexpectedGrants())
                    .contains("grant expected but missing: app SELECT ON invoice")
                    .contains("grant not expected: app SELECT,INSERT,UPDATE,DELETE ON invoice");
        }
    }

    private static String letters() {
        int number = COUNT.incrementAndGet();
        return "" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
    }
}
