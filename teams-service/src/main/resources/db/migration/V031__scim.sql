-- People and groups as an identity provider keeps them by SCIM 2.0 (RFC 7643, RFC 7644). A group is a team; a user becomes a member when the
-- person first signs in and is linked to a principal.

create table scim_user (
    org_id           uuid        not null,
    id               uuid        not null,
    user_name        text        not null,
    user_name_key    text        not null,
    external_id      text,
    display_name_key text,
    active           boolean     not null,
    attributes       text        not null,
    principal_id     uuid,
    revision         bigint      not null constraint ck_scim_user_revision check (revision > 0),
    created_at       timestamptz not null,
    changed_at       timestamptz not null,
    linked_at        timestamptz,
    constraint pk_scim_user primary key (org_id, id),
    constraint uq_scim_user_org_id_user_name_key unique (org_id, user_name_key),
    constraint uq_scim_user_org_id_principal_id unique (org_id, principal_id),
    constraint ck_scim_user_linked_at check ((principal_id is null) = (linked_at is null)),
    constraint fk_scim_user_org_id foreign key (org_id) references organization (org_id),
    constraint fk_scim_user_org_id_principal_id foreign key (org_id, principal_id) references principal (org_id, id) on delete cascade
);
comment on table scim_user is 'Provisioned users. attributes: the JSON of the resource, other columns are drawn from it; *_key: the form in which names are compared; principal_id: who it is, once that person has signed in.';
create index ix_scim_user_user_name_key on scim_user (user_name_key);
create index ix_scim_user_external_id_org_id on scim_user (external_id, org_id);
create index ix_scim_user_org_id_display_name_key on scim_user (org_id, display_name_key);

create table scim_user_email (
    org_id     uuid    not null,
    user_id    uuid    not null,
    ordinal    integer not null,
    address    text    not null,
    type       text,
    is_primary boolean not null,
    constraint pk_scim_user_email primary key (org_id, user_id, ordinal),
    constraint fk_scim_user_email_org_id_user_id foreign key (org_id, user_id) references scim_user (org_id, id) on delete cascade
);
comment on table scim_user_email is 'E-mail addresses of provisioned users in the form in which they are compared; ordinal: place in the resource.';
create index ix_scim_user_email_org_id_address on scim_user_email (org_id, address);
create index ix_scim_user_email_address on scim_user_email (address);

create table scim_group (
    org_id      uuid        not null,
    id          uuid        not null,
    external_id text,
    revision    bigint      not null constraint ck_scim_group_revision check (revision > 0),
    created_at  timestamptz not null,
    changed_at  timestamptz not null,
    constraint pk_scim_group primary key (org_id, id),
    constraint fk_scim_group_org_id_id foreign key (org_id, id) references team (org_id, id) on delete cascade
);
comment on table scim_group is 'What an identity provider has said of a team beyond its name; id is that of the team. Teams it has never touched have no row.';
create index ix_scim_group_org_id_external_id on scim_group (org_id, external_id);

create table scim_group_member (
    org_id   uuid not null,
    group_id uuid not null,
    user_id  uuid not null,
    constraint pk_scim_group_member primary key (org_id, group_id, user_id),
    constraint fk_scim_group_member_org_id_group_id foreign key (org_id, group_id) references scim_group (org_id, id) on delete cascade,
    constraint fk_scim_group_member_org_id_user_id foreign key (org_id, user_id) references scim_user (org_id, id) on delete cascade
);
comment on table scim_group_member is 'Provisioned users in groups; also of users who never signed in or are inactive and so hold no role yet.';
create index ix_scim_group_member_org_id_user_id on scim_group_member (org_id, user_id);

alter table scim_user enable row level security;
alter table scim_user force row level security;
create policy scim_user_app_select on scim_user for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_user_app_insert on scim_user for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_user_app_update on scim_user for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_user_app_delete on scim_user for delete to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_user_worker_select on scim_user for select to ${worker} using (true);
grant select, insert, update, delete on scim_user to ${app};
grant select on scim_user to ${worker};

alter table scim_user_email enable row level security;
alter table scim_user_email force row level security;
create policy scim_user_email_app_select on scim_user_email for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_user_email_app_insert on scim_user_email for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_user_email_app_update on scim_user_email for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_user_email_app_delete on scim_user_email for delete to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_user_email_worker_select on scim_user_email for select to ${worker} using (true);
grant select, insert, update, delete on scim_user_email to ${app};
grant select on scim_user_email to ${worker};

alter table scim_group enable row level security;
alter table scim_group force row level security;
create policy scim_group_app_select on scim_group for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_group_app_insert on scim_group for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_group_app_update on scim_group for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_group_app_delete on scim_group for delete to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert, update, delete on scim_group to ${app};

alter table scim_group_member enable row level security;
alter table scim_group_member force row level security;
create policy scim_group_member_app_select on scim_group_member for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_group_member_app_insert on scim_group_member for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy scim_group_member_app_delete on scim_group_member for delete to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert, delete on scim_group_member to ${app};

-- The job that deletes organizations works as the worker; addresses, groups and their members go with users and teams.
create policy scim_user_worker_delete on scim_user for delete to ${worker} using (true);
grant delete on scim_user to ${worker};
