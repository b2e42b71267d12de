-- All tables are locked before anything is done, or none: a process of the version before, which is at work
-- meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table scim_user, scim_user_email, team in access exclusive mode;
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

-- Opened by V060.
alter table team force row level security;
alter table scim_user force row level security;
alter table scim_user_email force row level security;
