-- Versions of plans that the operator publishes: prices in several currencies, usage by tiers and packages, features,
-- and plans that are not offered any more.

-- All tables are locked before anything is done, or none: a process of the version before, which is at work
-- meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table meter, plan_version, plan_allowance in share row exclusive mode;
      lock table plan in access exclusive mode;
      exit;
    exception when lock_not_available or deadlock_detected then
      if attempt = 600 then
        raise;
      end if;
      perform pg_sleep(0.05 + random() / 10);
    end;
  end loop;
end $$;
set local lock_timeout to default;

alter table plan add column retired_at timestamptz;
comment on column plan.retired_at is 'Since when it is not offered any more; null: it is. Subscriptions keep it.';

create table plan_price (
    plan_code           text     not null,
    version             integer  not null,
    currency            text     not null,
    position            smallint not null,
    monthly_price_minor bigint   not null,
    yearly_price_minor  bigint   not null,
    constraint pk_plan_price primary key (plan_code, version, currency),
    constraint uq_plan_price_position unique (plan_code, version, position),
    constraint fk_plan_price_plan_version foreign key (plan_code, version)
        references plan_version (plan_code, version),
    constraint ck_plan_price_currency check (currency ~ '^[A-Z]{3}$'),
    constraint ck_plan_price_position check (position >= 0),
    constraint ck_plan_price_prices check (
        monthly_price_minor between 0 and 10000000000000 and yearly_price_minor between 0 and 10000000000000)
);
comment on table plan_price is
    'Prices of a plan version by currency, in minor units. Position 0 is the currency of the version, whose columns '
    'say the same.';

create table plan_overage_price (
    plan_code     text     not null,
    version       integer  not null,
    meter_id      smallint not null,
    currency      text     not null,
    model         text     not null,
    unit_price    numeric,
    package_size  bigint,
    package_price numeric,
    constraint pk_plan_overage_price primary key (plan_code, version, meter_id, currency),
    constraint fk_plan_overage_price_plan_allowance foreign key (plan_code, version, meter_id)
        references plan_allowance (plan_code, version, meter_id),
    constraint fk_plan_overage_price_plan_price foreign key (plan_code, version, currency)
        references plan_price (plan_code, version, currency),
    constraint ck_plan_overage_price_model check (model in ('PER_UNIT', 'GRADUATED', 'VOLUME', 'PACKAGE')),
    constraint ck_plan_overage_price_unit_price check (
        (model = 'PER_UNIT') = (unit_price is not null) and unit_price between 0 and 1000000000),
    constraint ck_plan_overage_price_package_size check (
        (model = 'PACKAGE') = (package_size is not null) and package_size between 1 and 1000000000000000),
    constraint ck_plan_overage_price_package_price check (
        (model = 'PACKAGE') = (package_price is not null) and package_price between 0 and 1000000000)
);
comment on table plan_overage_price is
    'Price of usage beyond the included quantity by meter and currency, in major units; GRADUATED and VOLUME '
    'have their tiers in plan_overage_tier.';
comment on column plan_allowance.unit_price is
    'Price of one more unit in the currency of the version, as plan_overage_price says it. Of tiers and packages, '
    'which a process before V068 does not know: the price of the first unit.';

create table plan_overage_tier (
    plan_code  text     not null,
    version    integer  not null,
    meter_id   smallint not null,
    currency   text     not null,
    position   smallint not null,
    up_to      bigint,
    unit_price numeric  not null,
    flat       numeric,
    constraint pk_plan_overage_tier primary key (plan_code, version, meter_id, currency, position),
    constraint fk_plan_overage_tier_plan_overage_price foreign key (plan_code, version, meter_id, currency)
        references plan_overage_price (plan_code, version, meter_id, currency),
    constraint ck_plan_overage_tier_position check (position >= 0),
    constraint ck_plan_overage_tier_up_to check (up_to between 1 and 1000000000000000),
    constraint ck_plan_overage_tier_unit_price check (unit_price between 0 and 1000000000),
    constraint ck_plan_overage_tier_flat check (flat between 0 and 1000000000)
);
comment on table plan_overage_tier is
    'Tiers of a price, in order: the last unit of each, counted from 1 over all of them (null: no end), the price of '
    'one unit and what is charged once besides, in major units.';

create table plan_feature (
    plan_code text    not null,
    version   integer not null,
    feature   text    not null,
    value     jsonb   not null,
    constraint pk_plan_feature primary key (plan_code, version, feature),
    constraint fk_plan_feature_plan_version foreign key (plan_code, version)
        references plan_version (plan_code, version),
    constraint ck_plan_feature_feature check (feature ~ '^[a-z][a-z0-9_.-]{0,62}$'),
    constraint ck_plan_feature_value check (jsonb_typeof(value) <> 'null')
);
comment on table plan_feature is 'Features of a plan version: a boolean, or another JSON value.';

-- Both tables are small: the plans that migrations made until now.
insert into plan_price (plan_code, version, currency, position, monthly_price_minor, yearly_price_minor)
select plan_code, version, currency, 0, monthly_price_minor, yearly_price_minor from plan_version;

insert into plan_overage_price (plan_code, version, meter_id, currency, model, unit_price)
select a.plan_code, a.version, a.meter_id, v.currency, 'PER_UNIT', a.unit_price
  from plan_allowance a
  join plan_version v on v.plan_code = a.plan_code and v.version = a.version
 where a.unit_price is not null;

create trigger plan_price_is_immutable before update or delete on plan_price
    for each row execute function refuse_change();
create trigger plan_overage_price_is_immutable before update or delete on plan_overage_price
    for each row execute function refuse_change();
create trigger plan_overage_tier_is_immutable before update or delete on plan_overage_tier
    for each row execute function refuse_change();
create trigger plan_feature_is_immutable before update or delete on plan_feature
    for each row execute function refuse_change();

create trigger plan_price_is_another_catalogue after insert on plan_price
    for each statement execute function next_catalogue_revision();
create trigger plan_overage_price_is_another_catalogue after insert on plan_overage_price
    for each statement execute function next_catalogue_revision();
create trigger plan_overage_tier_is_another_catalogue after insert on plan_overage_tier
    for each statement execute function next_catalogue_revision();
create trigger plan_feature_is_another_catalogue after insert on plan_feature
    for each statement execute function next_catalogue_revision();

grant select on plan_price, plan_overage_price, plan_overage_tier, plan_feature to ${app}, ${worker};
grant insert on plan, plan_version, plan_allowance, plan_price, plan_overage_price, plan_overage_tier, plan_feature
    to ${worker};
grant update (retired_at) on plan to ${worker};
