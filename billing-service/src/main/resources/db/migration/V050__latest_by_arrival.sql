-- Of two events of the same time the one that arrived later counts for LATEST, whoever is written last. What arrived
-- later is said by what is stored with the events (received_at, a microsecond apart within a request, then
-- event_identity), so that it is the same in every replica and when it is computed again.

-- All tables are locked before anything is done, or none: a process of the version before, which is at work
-- meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table usage_hour, usage_hour_property, usage_period_workspace in access exclusive mode;
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

alter table usage_hour add column latest_received_at timestamptz, add column latest_identity uuid;
alter table usage_hour_property add column latest_received_at timestamptz, add column latest_identity uuid;
alter table usage_period_workspace add column latest_received_at timestamptz, add column latest_identity uuid;
comment on column usage_hour.latest_received_at is
    'Of LATEST meters: received_at of the event whose quantity it is; null: it came before this column.';
comment on column usage_hour.latest_identity is 'Of LATEST meters: event_identity of that event.';
