-- What is billed of a counter is aggregated by itself: backfills of a period that is over are counted, never billed, and
-- must not hide what is billed.

-- All tables are locked before anything is done, or none: a process of the version before, which is at work
-- meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table usage_period_workspace, usage_period_value in access exclusive mode;
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

alter table usage_period_workspace
    add column billable_events             bigint,
    add column billable_quantity           bigint,
    add column billable_latest_quantity    bigint,
    add column billable_latest_at          timestamptz,
    add column billable_latest_received_at timestamptz,
    add column billable_latest_identity    uuid;
comment on column usage_period_workspace.billable_events is
    'Of MAX and LATEST: how many of the part''s own events are billable; null: all of them, or (where unbilled is not 0) they came before this column.';
comment on column usage_period_workspace.billable_quantity is
    'Of MAX and LATEST: the greatest quantity of the billable events; null: as own_quantity, without unbilled.';
comment on column usage_period_workspace.billable_latest_quantity is
    'Of MAX and LATEST: the quantity of the last billable event; null: as latest_quantity, without unbilled.';
comment on column usage_period_workspace.unbilled is
    'quantity without it is billable in this part; below 0 where values were said first elsewhere and are not billed there, or a level was lowered by what is not billed.';

alter table usage_period_value add column unbilled boolean not null default false;
comment on column usage_period_value.unbilled is 'Whether the value was seen only by events that are not billed.';

create policy usage_period_value_worker_update on usage_period_value for update to ${worker}
    using (true) with check (true);
grant update (unbilled) on usage_period_value to ${worker};
