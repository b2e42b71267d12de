-- Meters that an operator defines, and how copies of the catalogue notice that they are old.

alter table meter
    drop constraint ck_meter_value_property,
    add column group_by text[] not null default '{}',
    add column revision bigint not null default 0,
    add constraint ck_meter_value_property check (
        case aggregation when 'UNIQUE_COUNT' then value_property is not null when 'COUNT' then value_property is null else true end),
    add constraint ck_meter_group_by check (
        cardinality(group_by) <= 5 and array_position(group_by, null) is null
        and (aggregation <> 'UNIQUE_COUNT' or cardinality(group_by) = 0));
comment on table meter is 'What usage is counted of and how; the small id keeps the usage tables narrow. value_property: what UNIQUE_COUNT counts, or where SUM, MAX and LATEST find the quantity. group_by: properties by which hours are kept apart, too.';

create table catalogue_revision (
    one      boolean not null default true,
    revision bigint  not null,
    constraint pk_catalogue_revision primary key (one),
    constraint ck_catalogue_revision_one check (one)
);
comment on table catalogue_revision is 'One row that changes in every transaction that changes meters or plans: a copy with another revision is old.';
insert into catalogue_revision (revision) values (1);

create function next_catalogue_revision() returns trigger language plpgsql as $$
begin
    update catalogue_revision set revision = revision + 1;
    return null;
end
$$;
revoke execute on function next_catalogue_revision() from public;
create trigger meter_is_another_catalogue after insert or update or delete on meter
    for each statement execute function next_catalogue_revision();
create trigger plan_is_another_catalogue after insert or update or delete on plan
    for each statement execute function next_catalogue_revision();
create trigger plan_version_is_another_catalogue after insert on plan_version
    for each statement execute function next_catalogue_revision();
create trigger plan_allowance_is_another_catalogue after insert on plan_allowance
    for each statement execute function next_catalogue_revision();

grant select on catalogue_revision to ${app};
grant select, update on catalogue_revision to ${worker};
grant insert, update (name, unit, group_by, revision) on meter to ${worker};
