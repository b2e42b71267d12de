-- Raw usage is dropped when it is older than the retention window. Rows lie in the order in which they came in, so that a block range index
-- finds the old ones: one entry for 32 pages, where a b-tree would be another entry and its log for every event.

create index ix_usage_event_received_at on usage_event using brin (received_at) with (pages_per_range = 32, autosummarize = on);
create index ix_usage_hour_value_hour on usage_hour_value using brin (hour) with (pages_per_range = 32, autosummarize = on);
create index ix_usage_period_value_period_start on usage_period_value using brin (period_start) with (pages_per_range = 32, autosummarize = on);

create policy usage_hour_value_worker_delete on usage_hour_value for delete to ${worker} using (true);
create policy usage_period_value_worker_delete on usage_period_value for delete to ${worker} using (true);
grant delete on usage_hour_value, usage_period_value to ${worker};

-- Every event is one insert and never an update: its pages can be filled, and vacuum is told early about the inserts, so that the visibility map is
-- current. Counters are updated all the time: vacuum comes after some thousand dead rows and not after a part of the table.
alter table usage_event set (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
alter table usage_period set (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);
alter table usage_period_workspace set (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);
alter table usage_change set (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 20000);
