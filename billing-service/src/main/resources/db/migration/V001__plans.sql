-- What can be measured and what can be subscribed to: the same for every organization.

create table meter (
    id             smallint not null,
    code           text     not null,
    name           text     not null,
    unit           text     not null,
    aggregation    text     not null,
    value_property text,
    constraint pk_meter primary key (id),
    constraint uq_meter_code unique (code),
    constraint ck_meter_code check (code ~ '^[a-z][a-z0-9_]{0,62}$'),
    constraint ck_meter_aggregation check (aggregation in ('SUM', 'COUNT', 'MAX', 'LATEST', 'UNIQUE_COUNT')),
    constraint ck_meter_value_property check ((aggregation = 'UNIQUE_COUNT') = (value_property is not null))
);
comment on table meter is 'What usage is counted of and how; the small id keeps the usage tables narrow. value_property: what UNIQUE_COUNT counts.';

create table plan (
    code     text     not null,
    name     text     not null,
    position smallint not null,
    constraint pk_plan primary key (code),
    constraint uq_plan_position unique (position)
);
comment on table plan is 'Plans by name, in the order they are shown; what they offer is in their versions.';

create table plan_version (
    plan_code           text        not null,
    version             integer     not null,
    currency            text        not null,
    monthly_price_minor bigint      not null,
    yearly_price_minor  bigint      not null,
    workspace_limit     integer,
    member_limit        integer,
    published_at        timestamptz not null default now(),
    constraint pk_plan_version primary key (plan_code, version),
    constraint fk_plan_version_plan_code foreign key (plan_code) references plan (code),
    constraint ck_plan_version_version check (version >= 1),
    constraint ck_plan_version_currency check (currency ~ '^[A-Z]{3}$'),
    constraint ck_plan_version_prices check (monthly_price_minor >= 0 and yearly_price_minor >= 0)
);
comment on table plan_version is 'What a plan costs and offers, in minor units; never changed, a change is a new version. No limit: unlimited.';

create table plan_allowance (
    plan_code          text     not null,
    version            integer  not null,
    meter_id           smallint not null,
    included           bigint   not null,
    unit_price         numeric,
    behaviour          text     not null,
    soft_limit_percent smallint not null default 80,
    cap                bigint,
    constraint pk_plan_allowance primary key (plan_code, version, meter_id),
    constraint fk_plan_allowance_plan_version foreign key (plan_code, version) references plan_version (plan_code, version),
    constraint fk_plan_allowance_meter_id foreign key (meter_id) references meter (id),
    constraint ck_plan_allowance_included check (included >= 0),
    constraint ck_plan_allowance_behaviour check (behaviour in ('WARN', 'BLOCK', 'OVERAGE')),
    constraint ck_plan_allowance_unit_price check ((behaviour = 'OVERAGE') = (unit_price is not null)),
    constraint ck_plan_allowance_soft_limit_percent check (soft_limit_percent between 1 and 100),
    constraint ck_plan_allowance_cap check (cap is null or cap >= included)
);
comment on table plan_allowance is 'Quantity of a meter that a plan version includes per month, what happens at it, and the price of one more unit in major units.';

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is immutable: publish a new version', tg_table_name;
end
$$;
revoke execute on function refuse_change() from public;
create trigger plan_version_is_immutable before update or delete on plan_version
    for each row execute function refuse_change();
create trigger plan_allowance_is_immutable before update or delete on plan_allowance
    for each row execute function refuse_change();

grant select on meter, plan, plan_version, plan_allowance to ${app}, ${worker};

insert into meter (id, code, name, unit, aggregation) values
    (1, 'emails', 'Emails', 'email', 'SUM'),
    (2, 'ai_requests', 'AI requests', 'request', 'SUM'),
    (3, 'contacts', 'Contacts', 'contact', 'MAX'),
    (4, 'api_calls', 'API calls', 'call', 'SUM');

insert into plan (code, name, position) values
    ('free', 'Free', 1), ('starter', 'Starter', 2), ('professional', 'Professional', 3), ('enterprise', 'Enterprise', 4);

insert into plan_version (plan_code, version, currency, monthly_price_minor, yearly_price_minor, workspace_limit, member_limit) values
    ('free', 1, 'USD', 0, 0, 1, 3),
    ('starter', 1, 'USD', 2900, 29000, 5, 10),
    ('professional', 1, 'USD', 9900, 99000, 25, 50),
    ('enterprise', 1, 'USD', 29900, 299000, null, null);

insert into plan_allowance (plan_code, version, meter_id, included, unit_price, behaviour) values
    ('free', 1, 1, 1000, null, 'BLOCK'),
    ('free', 1, 2, 100, null, 'BLOCK'),
    ('free', 1, 3, 500, null, 'BLOCK'),
    ('free', 1, 4, 10000, null, 'BLOCK'),
    ('starter', 1, 1, 10000, 0.0010, 'OVERAGE'),
    ('starter', 1, 2, 1000, 0.0200, 'OVERAGE'),
    ('starter', 1, 3, 5000, 0.0050, 'OVERAGE'),
    ('starter', 1, 4, 100000, 0.00010, 'OVERAGE'),
    ('professional', 1, 1, 100000, 0.0008, 'OVERAGE'),
    ('professional', 1, 2, 10000, 0.0150, 'OVERAGE'),
    ('professional', 1, 3, 50000, 0.0040, 'OVERAGE'),
    ('professional', 1, 4, 1000000, 0.00008, 'OVERAGE'),
    ('enterprise', 1, 1, 1000000, 0.0005, 'OVERAGE'),
    ('enterprise', 1, 2, 100000, 0.0100, 'OVERAGE'),
    ('enterprise', 1, 3, 500000, 0.0030, 'OVERAGE'),
    ('enterprise', 1, 4, 10000000, 0.00005, 'OVERAGE');
