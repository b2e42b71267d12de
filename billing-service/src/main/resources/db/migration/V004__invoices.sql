-- Invoices: what a period costs, line by line. Issued ones are never rewritten.

create table invoice_number (
    org_id      uuid   not null,
    last_number bigint not null,
    constraint pk_invoice_number primary key (org_id)
);
comment on table invoice_number is 'Last invoice number given in an organization; moves in the transaction of the invoice, so that there are no gaps.';
alter table invoice_number enable row level security;
alter table invoice_number force row level security;
create policy invoice_number_app_select on invoice_number for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy invoice_number_app_insert on invoice_number for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy invoice_number_app_update on invoice_number for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert, update on invoice_number to ${app};

create table invoice_history (
    org_id          uuid        not null,
    id              uuid        not null,
    number          bigint      not null,
    subscription_id uuid        not null,
    plan_code       text        not null,
    plan_version    integer     not null,
    status          text        not null,
    currency        text        not null,
    period_number   bigint      not null,
    period_start    timestamptz not null,
    period_end      timestamptz not null,
    issued_at       timestamptz not null,
    subtotal_minor  bigint      not null,
    tax_minor       bigint      not null,
    total_minor     bigint      not null,
    constraint pk_invoice_history primary key (org_id, id),
    constraint uq_invoice_history_number unique (org_id, number),
    constraint uq_invoice_history_period_start unique (org_id, subscription_id, period_start),
    constraint fk_invoice_history_subscription_id foreign key (org_id, subscription_id) references subscription (org_id, id),
    constraint ck_invoice_history_status check (status in ('DRAFT', 'OPEN', 'PAID', 'VOID', 'UNCOLLECTIBLE')),
    constraint ck_invoice_history_total_minor check (subtotal_minor + tax_minor = total_minor),
    constraint ck_invoice_history_period check (period_start < period_end)
);
comment on table invoice_history is 'Invoices by their gap-free number per organization, one per subscription and period; amounts in minor units.';
alter table invoice_history enable row level security;
alter table invoice_history force row level security;
create policy invoice_history_app_select on invoice_history for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy invoice_history_app_insert on invoice_history for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert on invoice_history to ${app};

create table invoice_line (
    org_id          uuid        not null,
    id              uuid        not null,
    invoice_id      uuid        not null,
    position        integer     not null,
    kind            text        not null,
    subscription_id uuid        not null,
    item            text        not null,
    plan_code       text        not null,
    plan_version    integer     not null,
    period_start    timestamptz not null,
    period_end      timestamptz not null,
    meter_code      text,
    description     text        not null,
    quantity        bigint,
    unit_price      numeric,
    amount_minor    bigint      not null,
    constraint pk_invoice_line primary key (org_id, id),
    constraint uq_invoice_line_item unique (org_id, subscription_id, item, plan_code, plan_version, period_start),
    constraint uq_invoice_line_position unique (org_id, invoice_id, position),
    constraint fk_invoice_line_invoice_id foreign key (org_id, invoice_id) references invoice_history (org_id, id),
    constraint ck_invoice_line_kind check (kind in ('SUBSCRIPTION', 'OVERAGE', 'ADJUSTMENT', 'CREDIT', 'TAX')),
    constraint ck_invoice_line_period check (period_start < period_end)
);
comment on table invoice_line is 'Lines of invoices. Subscription, item, plan version and period identify a line: it is charged once, however often the invoice is computed.';
alter table invoice_line enable row level security;
alter table invoice_line force row level security;
create policy invoice_line_app_select on invoice_line for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy invoice_line_app_insert on invoice_line for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert on invoice_line to ${app};

create table plan_overages (
    org_id       uuid        not null,
    id           uuid        not null,
    meter_code   text        not null,
    period_start timestamptz not null,
    period_end   timestamptz not null,
    used         bigint      not null,
    included     bigint      not null,
    quantity     bigint      not null,
    unit_price   numeric     not null,
    amount_minor bigint      not null,
    constraint pk_plan_overages primary key (org_id, id),
    constraint fk_plan_overages_id foreign key (org_id, id) references invoice_line (org_id, id),
    constraint ck_plan_overages_quantity check (quantity > 0 and quantity = used - included)
);
comment on table plan_overages is 'Quantity beyond what a plan includes, with its price; the id is that of its invoice line.';
alter table plan_overages enable row level security;
alter table plan_overages force row level security;
create policy plan_overages_app_select on plan_overages for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy plan_overages_app_insert on plan_overages for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert on plan_overages to ${app};

create table plan_overage_workspace (
    org_id       uuid   not null,
    overage_id   uuid   not null,
    workspace_id uuid   not null,
    quantity     bigint not null,
    constraint pk_plan_overage_workspace primary key (org_id, overage_id, workspace_id),
    constraint fk_plan_overage_workspace_overage_id foreign key (org_id, overage_id) references plan_overages (org_id, id)
);
comment on table plan_overage_workspace is 'What each workspace used of the meter in the period of an overage.';
alter table plan_overage_workspace enable row level security;
alter table plan_overage_workspace force row level security;
create policy plan_overage_workspace_app_select on plan_overage_workspace for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy plan_overage_workspace_app_insert on plan_overage_workspace for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert on plan_overage_workspace to ${app};
