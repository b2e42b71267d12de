-- Which plan a subscription had when: a change of plan in the middle of a period meters and rates each part against its own plan.

create table subscription_plan (
    org_id          uuid        not null,
    subscription_id uuid        not null,
    starts_at       timestamptz not null,
    plan_code       text        not null,
    plan_version    integer     not null,
    created_at      timestamptz not null,
    constraint pk_subscription_plan primary key (org_id, subscription_id, starts_at),
    constraint fk_subscription_plan_subscription_id foreign key (org_id, subscription_id) references subscription (org_id, id),
    constraint fk_subscription_plan_plan_version foreign key (plan_code, plan_version) references plan_version (plan_code, version)
);
comment on table subscription_plan is 'Plans of a subscription as spans: each is in force from starts_at until the next one starts.';

-- The owner is held to row level security, too; for once it has to see the subscriptions there are.
alter table subscription no force row level security;
insert into subscription_plan (org_id, subscription_id, starts_at, plan_code, plan_version, created_at)
select org_id, id, started_at, plan_code, plan_version, created_at from subscription;
alter table subscription force row level security;

alter table subscription_plan enable row level security;
alter table subscription_plan force row level security;
create policy subscription_plan_app_select on subscription_plan for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_plan_app_insert on subscription_plan for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_plan_app_update on subscription_plan for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_plan_worker_select on subscription_plan for select to ${worker} using (true);
grant select, insert, update on subscription_plan to ${app};
grant select on subscription_plan to ${worker};

-- A change of plan ends the counters of the part that is running, under their locks.
create policy usage_period_app_insert on usage_period for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy usage_period_app_update on usage_period for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant insert, update (period_end) on usage_period to ${app};
comment on table usage_period is 'Usage of an organization in a billing period, or in a part of it with one plan; its row lock orders all decisions on the limit. unbilled: what backfills added after the billing period was over.';
