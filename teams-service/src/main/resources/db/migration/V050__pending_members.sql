-- Nobody is enrolled by others. A service account that somebody adds counts only in requests that name the organization, until it has named it once; of
-- service accounts no personal data are kept.

-- All tables are locked before anything is done, or none: a process of the version before, which is at work
-- meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table principal, role_assignment, outbox_event in access exclusive mode;
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

alter table principal add column pending boolean not null default false;
comment on column principal.pending is 'Somebody else made it a member: counts only in requests that name the organization, until it has named it once.';

-- What was there before is brought along: whoever was added to a further organization, or turned out to be a person by the e-mail of a token, waits
-- until that organization is named. The services that keep a view of memberships hear of it. The owner is held to row level security, too;
-- for once it has to see all rows.
alter table principal no force row level security;
alter table role_assignment no force row level security;
alter table outbox_event no force row level security;

with added as (
    select p.org_id, p.id
      from principal p
     where p.kind = 'SERVICE_ACCOUNT' and p.issuer <> 'urn:enterprisemode:apikeys'
       and exists (select 1 from role_assignment a where a.org_id = p.org_id and a.principal_id = p.id)
       and (p.email is not null
            or exists (select 1 from principal other
                        where other.id = p.id and other.org_id <> p.org_id
                          and (other.kind = 'USER' or (other.joined_at, other.org_id) < (p.joined_at, p.org_id))
                          and exists (select 1 from role_assignment a
                                       where a.org_id = other.org_id and a.principal_id = other.id)))),
changed as (
    update principal p set pending = true, membership_revision = p.membership_revision + 1
      from added
     where p.org_id = added.org_id and p.id = added.id
    returning p.org_id, p.id, p.kind, p.membership_revision)
insert into outbox_event (org_id, id, topic, key, type, subject, payload, created_at)
select c.org_id, gen_random_uuid(), 'teams.membership.v1', c.org_id || ':' || c.id,
       'io.enterprisemode.teams.membership.changed.v1', c.id::text,
       jsonb_build_object(
           'organizationId', c.org_id, 'principalId', c.id, 'kind', c.kind,
           'roles', (select jsonb_agg(jsonb_build_object('nodeType', a.node_type, 'nodeId', a.node_id, 'role', a.role)
                                      order by a.node_type, a.node_id)
                       from role_assignment a where a.org_id = c.org_id and a.principal_id = c.id),
           'pending', true, 'revision', c.membership_revision,
           'changedAt', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text,
       now()
  from changed c;

update principal set email = null, name = subject where kind = 'SERVICE_ACCOUNT' and email is not null;

alter table principal force row level security;
alter table role_assignment force row level security;
alter table outbox_event force row level security;
