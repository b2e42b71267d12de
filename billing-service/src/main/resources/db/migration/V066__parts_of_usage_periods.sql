-- No change of plan renews a limit: a counter knows what other parts of its usage period use, and a level that is in use
-- stays in use over a change.

-- All tables are locked before anything is done, or none: a process of the version before, which is at work
-- meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table usage_period, usage_period_workspace in access exclusive mode;
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

alter table usage_period
    add column carry          bigint not null default 0,
    add column used_elsewhere bigint not null default 0;
comment on column usage_period.carry is
    'Of SUM and COUNT: what earlier parts of the usage period with a plan that warns or blocks used beyond their share of time.';
comment on column usage_period.used_elsewhere is
    'Of SUM and COUNT: used in earlier parts of the usage period. Of UNIQUE_COUNT: values of the period that this part has not seen.';

alter table usage_period_workspace
    add column carried         bigint not null default 0,
    add column own_quantity    bigint,
    add column latest_quantity bigint;
comment on column usage_period_workspace.carried is
    'Of MAX and LATEST: the level in use when the part began; quantity includes it.';
comment on column usage_period_workspace.own_quantity is
    'Of MAX and LATEST: the greatest quantity of the part''s own events; null: quantity.';
comment on column usage_period_workspace.latest_quantity is
    'Of MAX and LATEST: the quantity of the part''s last event; null: it came before this column, own_quantity then.';

grant update (carry, used_elsewhere) on usage_period to ${app};
grant update (carried, own_quantity) on usage_period_workspace to ${app};
