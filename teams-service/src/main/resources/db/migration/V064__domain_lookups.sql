-- Verified domains are looked up again, and move to whoever proves them anew.

alter table organization_domain add column look_up_due_at timestamptz;
alter table organization_domain add column looked_up_at timestamptz;
alter table organization_domain add column record_missing_since timestamptz;
comment on column organization_domain.look_up_due_at is 'When the record of a verified domain is looked up next; null: at once.';
comment on column organization_domain.looked_up_at is 'When the DNS last said whether the record is there.';
comment on column organization_domain.record_missing_since is 'When the record was first found to be gone; null: it was there, or was not looked up yet.';
create index ix_organization_domain_look_up_due_at on organization_domain (look_up_due_at nulls first) where verified_at is not null;

-- The worker looks up; it takes a domain from its former owner together with the challenge that was answered.
grant update (challenge, look_up_due_at, looked_up_at, record_missing_since) on organization_domain to ${worker};
