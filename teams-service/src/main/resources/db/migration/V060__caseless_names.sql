-- Names and addresses are compared in one form, which PostgreSQL makes on both sides: folded() is io.enterprisemode.web.text.CaselessForm. lower() of
-- PostgreSQL and of Java differ (ΠΩΛΗΣΕΙΣ, İ). The form of what is kept is a column, since row level security would not let an index on an expression
-- be used. Triggers keep the columns, so that a service of before, which does not know them, fills them too.

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

create function folded(text) returns text language sql immutable strict parallel safe
    return casefold(normalize($1, nfkc) collate pg_c_utf8);

alter table team add column name_folded text;
alter table scim_user add column user_name_folded text;
alter table scim_user add column display_name_folded text;
alter table scim_user_email add column address_folded text;
comment on column team.name_folded is 'The name as it is compared: folded(name), written by a trigger.';
comment on column scim_user.user_name_folded is 'folded(user_name_key), written by a trigger; by it users are found and told apart.';
comment on column scim_user.display_name_folded is 'folded(display_name_key), written by a trigger.';
comment on column scim_user_email.address_folded is 'folded(address), written by a trigger.';

create function team_fold() returns trigger language plpgsql as $$
begin
    new.name_folded := folded(new.name);
    return new;
end $$;
revoke execute on function team_fold() from public;
create trigger team_fold before insert or update of name on team for each row execute function team_fold();

create function scim_user_fold() returns trigger language plpgsql as $$
begin
    new.user_name_folded := folded(new.user_name_key);
    new.display_name_folded := folded(new.display_name_key);
    return new;
end $$;
revoke execute on function scim_user_fold() from public;
create trigger scim_user_fold before insert or update of user_name_key, display_name_key on scim_user
    for each row execute function scim_user_fold();

create function scim_user_email_fold() returns trigger language plpgsql as $$
begin
    new.address_folded := folded(new.address);
    return new;
end $$;
revoke execute on function scim_user_email_fold() from public;
create trigger scim_user_email_fold before insert or update of address on scim_user_email
    for each row execute function scim_user_email_fold();

create index ix_team_org_id_name_folded on team (org_id, name_folded);
create index ix_scim_user_org_id_user_name_folded on scim_user (org_id, user_name_folded);
create index ix_scim_user_org_id_display_name_folded on scim_user (org_id, display_name_folded);
create index ix_scim_user_email_org_id_address_folded on scim_user_email (org_id, address_folded);

-- The owner is held to row level security, too; while V061 and V062 write, it has to see all rows. Requests are held to it all the time.
alter table team no force row level security;
alter table scim_user no force row level security;
alter table scim_user_email no force row level security;
