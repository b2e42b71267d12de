-- What is unpublished is taken topic by topic, so that no topic waits behind the backlog of another one.

-- All tables are locked before anything is done, or none: a process of the version before, which is at work
-- meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table outbox_event in share mode;
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

create index ix_outbox_event_topic_sequence on outbox_event (topic, sequence)
 where published_at is null and failed_at is null;
