-- Usage by the properties that a meter is grouped by.

create table usage_hour_property (
    org_id       uuid        not null,
    meter_id     smallint    not null,
    property     text        not null,
    hour         timestamptz not null,
    workspace_id uuid        not null,
    value        text        not null,
    quantity     bigint      not null,
    events       bigint      not null,
    latest_at    timestamptz not null,
    constraint pk_usage_hour_property primary key (org_id, meter_id, property, hour, workspace_id, value)
) with (fillfactor = 70);
comment on table usage_hour_property is 'Usage of a workspace in an hour by the value of a property, by the aggregation of the meter; at most 100 values each, the others are (other), events without it (none).';
alter table usage_hour_property enable row level security;
alter table usage_hour_property force row level security;
create policy usage_hour_property_app_select on usage_hour_property for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy usage_hour_property_worker_select on usage_hour_property for select to ${worker} using (true);
create policy usage_hour_property_worker_insert on usage_hour_property for insert to ${worker} with check (true);
create policy usage_hour_property_worker_update on usage_hour_property for update to ${worker} using (true) with check (true);
grant select on usage_hour_property to ${app};
grant select, insert, update on usage_hour_property to ${worker};
