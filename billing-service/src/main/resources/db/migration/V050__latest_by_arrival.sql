-- Of two events of the same time the one that arrived later counts for LATEST, whoever is written last. What arrived
-- later is said by what is stored with the events (received_at, a microsecond apart within a request, then
-- event_identity), so that it is the same in every replica and when it is computed again.

alter table usage_hour add column latest_received_at timestamptz, add column latest_identity uuid;
alter table usage_hour_property add column latest_received_at timestamptz, add column latest_identity uuid;
alter table usage_period_workspace add column latest_received_at timestamptz, add column latest_identity uuid;
comment on column usage_hour.latest_received_at is
    'Of LATEST meters: received_at of the event whose quantity it is; null: it came before this column.';
comment on column usage_hour.latest_identity is 'Of LATEST meters: event_identity of that event.';
