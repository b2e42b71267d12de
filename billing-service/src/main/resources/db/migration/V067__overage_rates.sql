-- One line per meter and usage period, whatever plans were in force: what each of them says of the meter, and for how long.

create table plan_overage_rate (
    org_id         uuid    not null,
    overage_id     uuid    not null,
    position       integer not null,
    plan_code      text    not null,
    plan_version   integer not null,
    included       bigint  not null,
    unit_price     numeric,
    seconds        bigint  not null,
    period_seconds bigint  not null,
    constraint pk_plan_overage_rate primary key (org_id, overage_id, position),
    constraint fk_plan_overage_rate_overage_id foreign key (org_id, overage_id) references plan_overages (org_id, id),
    constraint ck_plan_overage_rate_seconds check (seconds between 0 and period_seconds and period_seconds > 0)
);
comment on table plan_overage_rate is
    'Plans in force in the parts of the period of an overage, in order of time: included quantity for the whole period, price of one more unit in major units (null: none), and their share of its time.';
alter table plan_overage_rate enable row level security;
alter table plan_overage_rate force row level security;
create policy plan_overage_rate_app_select on plan_overage_rate for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy plan_overage_rate_app_insert on plan_overage_rate for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert on plan_overage_rate to ${app};

-- What is charged can be less than what is beyond the included quantity: nothing was charged under some of the plans.
alter table plan_overages
    alter column unit_price drop not null,
    drop constraint ck_plan_overages_quantity,
    add constraint ck_plan_overages_quantity check (quantity > 0) not valid;
alter table plan_overages validate constraint ck_plan_overages_quantity;
comment on column plan_overages.unit_price is 'Price of one unit; null where plans with different prices were in force: see plan_overage_rate.';

-- An invoice counts the distinct values of a period over its parts.
create policy usage_period_value_app_select on usage_period_value for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select on usage_period_value to ${app};
