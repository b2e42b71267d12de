-- Domains whose control an organization has shown, and whether people who sign in with an address there become members at once.
-- That only one organization has a domain verified is decided by the worker under an advisory lock per domain: a unique constraint over
-- organizations would tell of another one to whoever merely adds a domain.

create table organization_domain (
    org_id      uuid        not null,
    domain      text        not null constraint ck_organization_domain_domain check (char_length(domain) between 3 and 253),
    challenge   text        not null,
    verified_at timestamptz,
    jit_enabled boolean     not null,
    jit_role    text        not null constraint ck_organization_domain_jit_role check (jit_role in ('VIEWER', 'MEMBER')),
    revision    bigint      not null constraint ck_organization_domain_revision check (revision > 0),
    created_at  timestamptz not null,
    changed_at  timestamptz not null,
    constraint pk_organization_domain primary key (org_id, domain),
    constraint fk_organization_domain_org_id foreign key (org_id) references organization (org_id)
);
comment on table organization_domain is 'Domains of organizations in ASCII form, with the DNS challenge that shows control. verified_at null: not shown. jit_*: membership on first sign-in.';
create index ix_organization_domain_domain on organization_domain (domain);

alter table organization_domain enable row level security;
alter table organization_domain force row level security;
create policy organization_domain_app_select on organization_domain for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy organization_domain_app_insert on organization_domain for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy organization_domain_app_update on organization_domain for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy organization_domain_app_delete on organization_domain for delete to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy organization_domain_worker_select on organization_domain for select to ${worker} using (true);
create policy organization_domain_worker_update on organization_domain for update to ${worker} using (true) with check (true);
grant select, insert, update, delete on organization_domain to ${app};
grant select, update (verified_at, revision, changed_at) on organization_domain to ${worker};

-- The job that deletes organizations works as the worker.
create policy organization_domain_worker_delete on organization_domain for delete to ${worker} using (true);
grant delete on organization_domain to ${worker};
