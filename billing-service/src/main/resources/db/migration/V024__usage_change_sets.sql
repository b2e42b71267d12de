-- A transaction notes the hours that it changed in one row for each organization: a row for each hour cost as much as the hour itself.

alter table usage_change
    alter column meter_id type smallint[] using array[meter_id],
    alter column hour type timestamptz[] using array[hour],
    alter column workspace_id type uuid[] using array[workspace_id],
    add constraint ck_usage_change_hours check (cardinality(meter_id) = cardinality(hour) and cardinality(hour) = cardinality(workspace_id));
alter table usage_change rename column meter_id to meter_ids;
alter table usage_change rename column hour to hours;
alter table usage_change rename column workspace_id to workspace_ids;
comment on table usage_change is 'Hours that changed and are not published yet, those of a transaction and an organization together: appended by writers, taken away by the publisher once Kafka has the hours.';
