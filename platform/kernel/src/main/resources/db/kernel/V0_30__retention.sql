-- What could not be published is counted every few seconds and what was taken in is dropped once it is old: both by an index, not by the table.

-- All tables are locked before anything is done, or none: a process of the version before, which is at work
-- meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table outbox_event, inbox_event in share mode;
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

create index ix_outbox_event_failed_at on outbox_event (failed_at) where failed_at is not null;
create index ix_inbox_event_processed_at on inbox_event using brin (processed_at);
