package io.enterprisemode.testkit.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A small schema that keeps every rule: a parent, a child, a partitioned table, a view, a global table. */
final class SampleSchema {

    private SampleSchema() {}

    static ServiceDatabase create(String service) {
        ServiceDatabase database = ServiceDatabase.of(service);
        execute(database, """
                create table plan (code text not null, constraint pk_plan primary key (code));
                comment on table plan is 'Plans for everybody.';
                grant select on plan to ${app};

                create table invoice (
                    org_id uuid not null, id uuid not null, number text not null, status text not null,
                        currency text not null,
                    total_minor bigint not null, tax_rate numeric, issued_on date,
                    token text not null,
                    constraint pk_invoice primary key (org_id, id),
                    constraint uq_invoice_number unique (org_id, number),
                    constraint uq_invoice_token unique (token),
                    constraint ck_invoice_status check (status in ('DRAFT', 'FINAL')),
                    constraint ck_invoice_currency check (currency ~ '^[A-Z]{3}$'),
                    constraint ck_invoice_issued_on check (status = 'DRAFT' or issued_on is not null));
                comment on table invoice is 'Invoices.';
                create index ix_invoice_status on invoice (org_id, status);

                create table invoice_line (
                    org_id uuid not null, invoice_id uuid not null, position integer not null,
                        kind text not null default 'X',
                    constraint pk_invoice_line primary key (org_id, invoice_id, position),
                    constraint fk_invoice_line_invoice foreign key (org_id, invoice_id) references invoice (org_id,
                        id));
                comment on table invoice_line is 'Lines of invoices.';

                create table event (
                    org_id uuid not null, id uuid not null, at timestamptz not null,
                    constraint pk_event primary key (org_id, id, at)) partition by range (at);
                comment on table event is 'Events by time.';
                create table event_all partition of event for values from (minvalue) to (maxvalue);
                alter table event_all enable row level security;
                alter table event_all force row level security;

                create table note (org_id uuid not null, id uuid not null, body text,
                    constraint pk_note primary key (org_id, id));
                comment on table note is 'Notes, which only the worker touches.';

                create view open_invoice with (security_invoker = true) as
                    select org_id, id from invoice where status = 'DRAFT';
                grant select on open_invoice to ${app};

                create sequence counter;
                grant usage on sequence counter to ${app};

                create function touch() returns trigger language plpgsql as 'begin return new; end';
                """);
        for (String table : new String[] {"invoice", "invoice_line", "event"}) {
            execute(database, """
                    alter table T enable row level security;
                    alter table T force row level security;
                    create policy T_app_select on T for select to ${app} using (ORG);
                    create policy T_app_insert on T for insert to ${app} with check (ORG);
                    create policy T_app_update on T for update to ${app} using (ORG) with check (ORG);
                    create policy T_app_delete on T for delete to ${app} using (ORG);
                    create policy T_worker_select on T for select to ${worker} using (true);
                    grant select, insert, update, delete on T to ${app};
                    grant select on T to ${worker};
                    """.replaceAll("\\bT(?=_|\\b)", table)
                    .replace("ORG", "org_id = nullif((select current_setting('app.org_id', true)), '')::uuid"));
        }
        execute(database, """
                alter table note enable row level security;
                alter table note force row level security;
                create policy note_worker on note for all to ${worker} using (true) with check (true);
                grant select, insert on note to ${worker};
                """);
        return database;
    }

    static CatalogExpectations expectations(String service) {
        return new CatalogExpectations(
                service,
                java.util.Set.of("plan"),
                java.util.Set.of("uq_invoice_token"),
                java.util.Set.of(),
                java.util.Optional.empty());
    }

    static void execute(ServiceDatabase database, String sql) {
        try (Connection connection = database.owner();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    sql.replace("${app}", database.role("app")).replace("${worker}", database.role("worker")));
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static void executeAsSuperuser(ServiceDatabase database, String sql) {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    sql.replace("${app}", database.role("app")).replace("${worker}", database.role("worker")));
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
