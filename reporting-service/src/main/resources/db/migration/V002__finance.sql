create table invoice_fact (
    org_id         uuid        not null,
    invoice_id     uuid        not null,
    number         text        not null,
    currency       text        not null,
    period_start   timestamptz not null,
    period_end     timestamptz not null,
    issued_at      timestamptz not null,
    subtotal_minor bigint      not null,
    tax_minor      bigint      not null,
    total_minor    bigint      not null,
    constraint pk_invoice_fact primary key (org_id, invoice_id),
    constraint ck_invoice_fact_total check (total_minor = subtotal_minor + tax_minor)
);
comment on table invoice_fact is 'Invoices as billing-service issued them; they never change.';
create index ix_invoice_fact_org_id_issued_at on invoice_fact (org_id, issued_at);
alter table invoice_fact enable row level security;
alter table invoice_fact force row level security;
create policy invoice_fact_app_select on invoice_fact for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy invoice_fact_worker_select on invoice_fact for select to ${worker} using (true);
create policy invoice_fact_worker_insert on invoice_fact for insert to ${worker} with check (true);
grant select on invoice_fact to ${app};
grant select, insert on invoice_fact to ${worker};

create table invoice_line_fact (
    org_id       uuid   not null,
    line_id      uuid   not null,
    invoice_id   uuid   not null,
    kind         text   not null,
    meter        text,
    description  text   not null,
    quantity     bigint,
    unit_price   text,
    amount_minor bigint not null,
    constraint pk_invoice_line_fact primary key (org_id, line_id),
    constraint fk_invoice_line_fact_invoice_id foreign key (org_id, invoice_id) references invoice_fact (org_id, invoice_id),
    constraint ck_invoice_line_fact_kind check (kind in ('SUBSCRIPTION', 'OVERAGE', 'ADJUSTMENT', 'CREDIT', 'TAX'))
);
comment on table invoice_line_fact is 'Lines of invoices; the amounts of an invoice are the sums of its lines.';
create index ix_invoice_line_fact_org_id_invoice_id on invoice_line_fact (org_id, invoice_id);
alter table invoice_line_fact enable row level security;
alter table invoice_line_fact force row level security;
create policy invoice_line_fact_app_select on invoice_line_fact for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy invoice_line_fact_worker_select on invoice_line_fact for select to ${worker} using (true);
create policy invoice_line_fact_worker_insert on invoice_line_fact for insert to ${worker} with check (true);
grant select on invoice_line_fact to ${app};
grant select, insert on invoice_line_fact to ${worker};

create table invoice_line_share (
    org_id       uuid   not null,
    line_id      uuid   not null,
    workspace_id uuid   not null,
    quantity     bigint not null,
    constraint pk_invoice_line_share primary key (org_id, line_id, workspace_id),
    constraint fk_invoice_line_share_line_id foreign key (org_id, line_id) references invoice_line_fact (org_id, line_id)
);
comment on table invoice_line_share is 'Which workspace used how much of what a line charges.';
alter table invoice_line_share enable row level security;
alter table invoice_line_share force row level security;
create policy invoice_line_share_app_select on invoice_line_share for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy invoice_line_share_worker_select on invoice_line_share for select to ${worker} using (true);
create policy invoice_line_share_worker_insert on invoice_line_share for insert to ${worker} with check (true);
grant select on invoice_line_share to ${app};
grant select, insert on invoice_line_share to ${worker};

create table subscription_fact (
    org_id          uuid        not null,
    subscription_id uuid        not null,
    revision        bigint      not null,
    plan            text        not null,
    plan_version    integer     not null,
    status          text        not null,
    billing_interval text      not null,
    price_minor     bigint      not null,
    currency        text        not null,
    started_at      timestamptz not null,
    changed_at      timestamptz not null,
    constraint pk_subscription_fact primary key (org_id, subscription_id, revision),
    constraint ck_subscription_fact_status check (status in ('TRIALING', 'ACTIVE', 'PAST_DUE', 'SUSPENDED', 'CANCELED')),
    constraint ck_subscription_fact_billing_interval check (billing_interval in ('MONTH', 'YEAR'))
);
comment on table subscription_fact is 'Every state a subscription has had, by revision: from it to the next is a span of recurring revenue.';
alter table subscription_fact enable row level security;
alter table subscription_fact force row level security;
create policy subscription_fact_app_select on subscription_fact for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_fact_worker_select on subscription_fact for select to ${worker} using (true);
create policy subscription_fact_worker_insert on subscription_fact for insert to ${worker} with check (true);
grant select on subscription_fact to ${app};
grant select, insert on subscription_fact to ${worker};
