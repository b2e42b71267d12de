-- Which organization has which plan.

create table subscription (
    org_id              uuid        not null,
    id                  uuid        not null,
    plan_code           text        not null,
    plan_version        integer     not null,
    billing_interval    text        not null,
    status              text        not null,
    started_at          timestamptz not null,
    next_invoice_period bigint      not null,
    next_invoice_at     timestamptz not null,
    created_at          timestamptz not null,
    revision            bigint      not null,
    constraint pk_subscription primary key (org_id, id),
    constraint fk_subscription_plan_version foreign key (plan_code, plan_version) references plan_version (plan_code, version),
    constraint ck_subscription_billing_interval check (billing_interval in ('MONTH', 'YEAR')),
    constraint ck_subscription_status check (status in ('TRIALING', 'ACTIVE', 'PAST_DUE', 'SUSPENDED', 'CANCELED')),
    constraint ck_subscription_next_invoice check (next_invoice_period >= 0 and next_invoice_at > started_at)
);
comment on table subscription is 'Plan of an organization. started_at anchors the billing cycle; next_invoice_period is the first period without an invoice, due at its end.';
create unique index uq_subscription_org_id on subscription (org_id) where status <> 'CANCELED';
create index ix_subscription_next_invoice_at on subscription (next_invoice_at) where status <> 'CANCELED';

alter table subscription enable row level security;
alter table subscription force row level security;
create policy subscription_app_select on subscription for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_app_insert on subscription for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_app_update on subscription for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_worker_select on subscription for select to ${worker} using (true);
grant select, insert, update on subscription to ${app};
grant select on subscription to ${worker};
