-- An hour says itself that it changed and is not published yet. A row of its own for each transaction, written, read, joined and deleted again, cost a
-- tenth of the transaction, and as much again to publish where the same hours change over and over. The flag keeps an update inside its page: only the
-- first change after an hour was published touches the index.

alter table usage_hour add column unpublished boolean not null default false;
comment on column usage_hour.unpublished is 'Changed since Kafka had it: set by writers with every change, taken back by the publisher for exactly the revision it has sent.';

-- The owner is held to row level security, too; for once it has to see all hours.
alter table usage_hour no force row level security;
alter table usage_change no force row level security;
update usage_hour h set unpublished = true
  from (select distinct c.org_id, u.meter_id, u.hour, u.workspace_id
          from usage_change c
         cross join lateral unnest(c.meter_ids, c.hours, c.workspace_ids) as u (meter_id, hour, workspace_id)) c
 where h.org_id = c.org_id and h.meter_id = c.meter_id and h.hour = c.hour and h.workspace_id = c.workspace_id;
alter table usage_hour force row level security;
drop table usage_change;

create index ix_usage_hour_unpublished on usage_hour (org_id, meter_id, hour, workspace_id) where unpublished;
alter table usage_hour set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
