-- What a usage line was made of is kept for adjustments, too, and part by part; checks of everything that was billed.

-- All tables are locked before anything is done, or none: a process of the version before, which is at work
-- meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table plan_overages, plan_overage_rate in access exclusive mode;
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

alter table plan_overages drop constraint ck_plan_overages_quantity;
comment on table plan_overages is
    'How a usage line came about, by everything that was counted of its period when it was made; the id is that of the line.';
comment on column plan_overages.quantity is
    'What the line charges; of an adjustment what it adds to the lines before, 0 or less where that is less.';

alter table plan_overage_rate add column used bigint;
comment on column plan_overage_rate.used is
    'What was used in the part when the line was made; null: distinct values, which are of the period, or a version before.';

create table recomputation (
    id            uuid        not null,
    status        text        not null,
    started_at    timestamptz not null,
    alive_at      timestamptz not null,
    finished_at   timestamptz,
    last_org_id   uuid,
    organizations bigint      not null default 0,
    checked       bigint      not null default 0,
    different     bigint      not null default 0,
    differences   jsonb       not null default '[]',
    failure       text,
    constraint pk_recomputation primary key (id),
    constraint ck_recomputation_status check (status in ('RUNNING', 'DONE', 'FAILED')),
    constraint ck_recomputation_finished_at check ((finished_at is null) = (status = 'RUNNING'))
);
comment on table recomputation is
    'Checks of what was billed of all organizations, one organization after another; alive_at is when it came to the last one.';
comment on column recomputation.differences is 'The first of them; different says how many there are.';
create unique index uq_recomputation_running on recomputation (status) where status = 'RUNNING';
grant select, insert, update on recomputation to ${worker};
