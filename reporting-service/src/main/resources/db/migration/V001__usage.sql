create table usage_hour (
    org_id       uuid             not null,
    meter        text collate "C" not null,
    hour         timestamptz      not null,
    workspace_id uuid             not null,
    aggregation  text             not null,
    quantity     bigint           not null,
    events       bigint           not null,
    revision     bigint           not null,
    constraint pk_usage_hour primary key (org_id, meter, hour, workspace_id),
    constraint ck_usage_hour_aggregation check (aggregation in ('SUM', 'COUNT', 'MAX', 'LATEST', 'UNIQUE_COUNT'))
);
comment on table usage_hour is 'What a workspace used of a meter in an hour, as billing-service last said; a higher revision replaces a lower one.';
create index ix_usage_hour_org_id_hour on usage_hour (org_id, hour);
alter table usage_hour enable row level security;
alter table usage_hour force row level security;
create policy usage_hour_app_select on usage_hour for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy usage_hour_worker_select on usage_hour for select to ${worker} using (true);
create policy usage_hour_worker_insert on usage_hour for insert to ${worker} with check (true);
create policy usage_hour_worker_update on usage_hour for update to ${worker} using (true) with check (true);
grant select on usage_hour to ${app};
grant select, insert, update on usage_hour to ${worker};
