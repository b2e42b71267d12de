-- Usage: every event once, its hours, its periods. These tables are the hot path: narrow rows, one index each, no foreign keys.

create table usage_event (
    org_id       uuid        not null,
    event_key    uuid        not null,
    workspace_id uuid        not null,
    occurred_at  timestamptz not null,
    received_at  timestamptz not null,
    quantity     bigint      not null,
    meter_id     smallint    not null,
    backfilled   boolean     not null,
    source       text        not null,
    event_id     text        not null,
    properties   jsonb,
    constraint pk_usage_event primary key (org_id, event_key)
);
comment on table usage_event is 'Every accepted usage event, once: event_key is a hash of source and id, its identity for as long as it is kept.';
alter table usage_event enable row level security;
alter table usage_event force row level security;
create policy usage_event_app_select on usage_event for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy usage_event_worker_select on usage_event for select to ${worker} using (true);
create policy usage_event_worker_insert on usage_event for insert to ${worker} with check (true);
create policy usage_event_worker_delete on usage_event for delete to ${worker} using (true);
grant select on usage_event to ${app};
grant select, insert, delete on usage_event to ${worker};

create table usage_hour (
    org_id       uuid        not null,
    meter_id     smallint    not null,
    hour         timestamptz not null,
    workspace_id uuid        not null,
    quantity     bigint      not null,
    events       bigint      not null,
    revision     bigint      not null,
    latest_at    timestamptz not null,
    constraint pk_usage_hour primary key (org_id, meter_id, hour, workspace_id)
) with (fillfactor = 70);
comment on table usage_hour is 'Usage of a workspace in an hour by the aggregation of the meter; revision grows with every change.';
alter table usage_hour enable row level security;
alter table usage_hour force row level security;
create policy usage_hour_app_select on usage_hour for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy usage_hour_worker_select on usage_hour for select to ${worker} using (true);
create policy usage_hour_worker_insert on usage_hour for insert to ${worker} with check (true);
create policy usage_hour_worker_update on usage_hour for update to ${worker} using (true) with check (true);
grant select on usage_hour to ${app};
grant select, insert, update on usage_hour to ${worker};

create table usage_period (
    org_id          uuid        not null,
    meter_id        smallint    not null,
    period_start    timestamptz not null,
    period_end      timestamptz not null,
    used            bigint      not null,
    unbilled        bigint      not null,
    events          bigint      not null,
    soft_reached_at timestamptz,
    hard_reached_at timestamptz,
    constraint pk_usage_period primary key (org_id, meter_id, period_start)
) with (fillfactor = 50);
comment on table usage_period is 'Usage of an organization in a billing period; its row lock orders all decisions on the limit. unbilled: what backfills added after the period was over.';
alter table usage_period enable row level security;
alter table usage_period force row level security;
create policy usage_period_app_select on usage_period for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy usage_period_worker_select on usage_period for select to ${worker} using (true);
create policy usage_period_worker_insert on usage_period for insert to ${worker} with check (true);
create policy usage_period_worker_update on usage_period for update to ${worker} using (true) with check (true);
grant select on usage_period to ${app};
grant select, insert, update on usage_period to ${worker};

create table usage_period_workspace (
    org_id       uuid        not null,
    meter_id     smallint    not null,
    period_start timestamptz not null,
    workspace_id uuid        not null,
    quantity     bigint      not null,
    unbilled     bigint      not null,
    events       bigint      not null,
    latest_at    timestamptz not null,
    constraint pk_usage_period_workspace primary key (org_id, meter_id, period_start, workspace_id)
) with (fillfactor = 50);
comment on table usage_period_workspace is 'Part of a workspace in usage_period; the parts add up to used. Only written under the lock of the usage_period row.';
alter table usage_period_workspace enable row level security;
alter table usage_period_workspace force row level security;
create policy usage_period_workspace_app_select on usage_period_workspace for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy usage_period_workspace_worker_select on usage_period_workspace for select to ${worker} using (true);
create policy usage_period_workspace_worker_insert on usage_period_workspace for insert to ${worker} with check (true);
create policy usage_period_workspace_worker_update on usage_period_workspace for update to ${worker} using (true) with check (true);
grant select on usage_period_workspace to ${app};
grant select, insert, update on usage_period_workspace to ${worker};

create table usage_period_value (
    org_id       uuid        not null,
    meter_id     smallint    not null,
    period_start timestamptz not null,
    value_key    uuid        not null,
    constraint pk_usage_period_value primary key (org_id, meter_id, period_start, value_key)
);
comment on table usage_period_value is 'Distinct values (hashed) that a UNIQUE_COUNT meter has seen in a billing period, over the whole organization.';
alter table usage_period_value enable row level security;
alter table usage_period_value force row level security;
create policy usage_period_value_worker_select on usage_period_value for select to ${worker} using (true);
create policy usage_period_value_worker_insert on usage_period_value for insert to ${worker} with check (true);
grant select, insert on usage_period_value to ${worker};

create table usage_hour_value (
    org_id       uuid        not null,
    meter_id     smallint    not null,
    hour         timestamptz not null,
    workspace_id uuid        not null,
    value_key    uuid        not null,
    constraint pk_usage_hour_value primary key (org_id, meter_id, hour, workspace_id, value_key)
);
comment on table usage_hour_value is 'Distinct values (hashed) that a UNIQUE_COUNT meter has seen in an hour of a workspace.';
alter table usage_hour_value enable row level security;
alter table usage_hour_value force row level security;
create policy usage_hour_value_app_select on usage_hour_value for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy usage_hour_value_worker_select on usage_hour_value for select to ${worker} using (true);
create policy usage_hour_value_worker_insert on usage_hour_value for insert to ${worker} with check (true);
grant select on usage_hour_value to ${app};
grant select, insert on usage_hour_value to ${worker};

create table usage_change (
    org_id       uuid        not null,
    id           bigint      not null generated always as identity,
    meter_id     smallint    not null,
    hour         timestamptz not null,
    workspace_id uuid        not null,
    constraint pk_usage_change primary key (org_id, id)
);
comment on table usage_change is 'Hours that changed and are not published yet: appended by writers, taken away by the publisher once Kafka has the hour.';
create index ix_usage_change_id on usage_change (id);
alter table usage_change enable row level security;
alter table usage_change force row level security;
create policy usage_change_worker_select on usage_change for select to ${worker} using (true);
create policy usage_change_worker_insert on usage_change for insert to ${worker} with check (true);
create policy usage_change_worker_delete on usage_change for delete to ${worker} using (true);
grant select, insert, delete on usage_change to ${worker};
