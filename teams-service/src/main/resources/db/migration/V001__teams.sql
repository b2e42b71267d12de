-- Organizations, teams, workspaces; who is known in them and with which roles; invitations and API keys.
-- Whoever changes the structure or the roles of an organization first locks its row in organization: changes of one organization are
-- made one after another, so that revisions, events and the rule of the last owner hold without further care.

create table organization (
    org_id        uuid        not null,
    name          text        not null constraint ck_organization_name check (char_length(name) between 1 and 120),
    time_zone     text        not null,
    billing_email text,
    revision      bigint      not null constraint ck_organization_revision check (revision > 0),
    created_at    timestamptz not null,
    changed_at    timestamptz not null,
    constraint pk_organization primary key (org_id)
);
comment on table organization is 'Tenants: the roots of the hierarchy. The row is the lock for changes of structure and roles.';

create table team (
    org_id     uuid        not null,
    id         uuid        not null,
    name       text        not null constraint ck_team_name check (char_length(name) between 1 and 120),
    revision   bigint      not null constraint ck_team_revision check (revision > 0),
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint pk_team primary key (org_id, id),
    constraint fk_team_org_id foreign key (org_id) references organization (org_id)
);
comment on table team is 'Teams of an organization.';

create table workspace (
    org_id     uuid        not null,
    id         uuid        not null,
    team_id    uuid        not null,
    name       text        not null constraint ck_workspace_name check (char_length(name) between 1 and 120),
    revision   bigint      not null constraint ck_workspace_revision check (revision > 0),
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint pk_workspace primary key (org_id, id),
    constraint fk_workspace_org_id_team_id foreign key (org_id, team_id) references team (org_id, id)
);
comment on table workspace is 'Workspaces; each belongs to one team.';
create index ix_workspace_org_id_team_id on workspace (org_id, team_id);

create table principal (
    org_id              uuid        not null,
    id                  uuid        not null,
    kind                text        not null constraint ck_principal_kind check (kind in ('USER', 'SERVICE_ACCOUNT')),
    issuer              text        not null,
    subject             text        not null,
    name                text,
    email               text,
    membership_revision bigint      not null constraint ck_principal_membership_revision check (membership_revision >= 0),
    joined_at           timestamptz not null,
    refreshed_at        timestamptz not null,
    constraint pk_principal primary key (org_id, id)
);
comment on table principal is 'Who is or was known in an organization. The row stays when a member leaves, so that the revision of the membership never goes back.';
create index ix_principal_id on principal (id);
create index ix_principal_org_id_joined_at_id on principal (org_id, joined_at, id);

create table role_assignment (
    org_id       uuid        not null,
    principal_id uuid        not null,
    node_id      uuid        not null,
    node_type    text        not null constraint ck_role_assignment_node_type check (node_type in ('ORGANIZATION', 'TEAM', 'WORKSPACE')),
    role         text        not null constraint ck_role_assignment_role check (role in ('VIEWER', 'MEMBER', 'ADMIN', 'OWNER')),
    assigned_at  timestamptz not null,
    team_id      uuid generated always as (case when node_type = 'TEAM' then node_id end) stored,
    workspace_id uuid generated always as (case when node_type = 'WORKSPACE' then node_id end) stored,
    constraint pk_role_assignment primary key (org_id, principal_id, node_id),
    constraint ck_role_assignment_node_id check (node_type <> 'ORGANIZATION' or node_id = org_id),
    constraint fk_role_assignment_org_id foreign key (org_id) references organization (org_id),
    constraint fk_role_assignment_org_id_principal_id foreign key (org_id, principal_id) references principal (org_id, id),
    constraint fk_role_assignment_org_id_team_id foreign key (org_id, team_id) references team (org_id, id),
    constraint fk_role_assignment_org_id_workspace_id foreign key (org_id, workspace_id) references workspace (org_id, id)
);
comment on table role_assignment is 'The roles of principals on organizations, teams and workspaces; at most one per principal and node.';
create index ix_role_assignment_principal_id_org_id on role_assignment (principal_id, org_id);
create index ix_role_assignment_org_id_node_id on role_assignment (org_id, node_id);
create index ix_role_assignment_org_id_team_id on role_assignment (org_id, team_id) where team_id is not null;
create index ix_role_assignment_org_id_workspace_id on role_assignment (org_id, workspace_id) where workspace_id is not null;

create table invitation (
    org_id       uuid        not null,
    id           uuid        not null,
    email        text        not null,
    node_id      uuid        not null,
    node_type    text        not null constraint ck_invitation_node_type check (node_type in ('ORGANIZATION', 'TEAM', 'WORKSPACE')),
    role         text        not null constraint ck_invitation_role check (role in ('VIEWER', 'MEMBER', 'ADMIN', 'OWNER')),
    token_sha256 text        not null,
    status       text        not null constraint ck_invitation_status check (status in ('OPEN', 'ACCEPTED', 'REVOKED')),
    invited_by   uuid        not null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    settled_at   timestamptz,
    accepted_by  uuid,
    team_id      uuid generated always as (case when node_type = 'TEAM' then node_id end) stored,
    workspace_id uuid generated always as (case when node_type = 'WORKSPACE' then node_id end) stored,
    constraint pk_invitation primary key (org_id, id),
    constraint ck_invitation_node_id check (node_type <> 'ORGANIZATION' or node_id = org_id),
    constraint fk_invitation_org_id foreign key (org_id) references organization (org_id),
    constraint fk_invitation_org_id_invited_by foreign key (org_id, invited_by) references principal (org_id, id),
    constraint fk_invitation_org_id_accepted_by foreign key (org_id, accepted_by) references principal (org_id, id),
    constraint fk_invitation_org_id_team_id foreign key (org_id, team_id) references team (org_id, id) on delete cascade,
    constraint fk_invitation_org_id_workspace_id foreign key (org_id, workspace_id) references workspace (org_id, id) on delete cascade
);
comment on table invitation is 'Invitations by e-mail; of the token only its SHA-256 is kept. They go with the team or workspace they are for.';
create index ix_invitation_token_sha256 on invitation (token_sha256);
create index ix_invitation_org_id_team_id on invitation (org_id, team_id) where team_id is not null;
create index ix_invitation_org_id_workspace_id on invitation (org_id, workspace_id) where workspace_id is not null;

create table api_key (
    org_id        uuid        not null,
    key_id        text        not null,
    principal_id  uuid        not null,
    name          text        not null constraint ck_api_key_name check (char_length(name) between 1 and 120),
    role          text        not null constraint ck_api_key_role check (role in ('VIEWER', 'MEMBER', 'ADMIN', 'OWNER')),
    secret_sha256 text        not null,
    scopes        text        not null,
    created_by    uuid        not null,
    created_at    timestamptz not null,
    expires_at    timestamptz,
    revoked_at    timestamptz,
    revision      bigint      not null constraint ck_api_key_revision check (revision > 0),
    constraint pk_api_key primary key (org_id, key_id),
    constraint fk_api_key_org_id foreign key (org_id) references organization (org_id),
    constraint fk_api_key_org_id_principal_id foreign key (org_id, principal_id) references principal (org_id, id),
    constraint fk_api_key_org_id_created_by foreign key (org_id, created_by) references principal (org_id, id)
);
comment on table api_key is 'API keys with the service accounts they act as; of the secret only its SHA-256 is kept. scopes: codes of permissions, parted by blanks.';
create index ix_api_key_key_id on api_key (key_id);
create index ix_api_key_org_id_principal_id on api_key (org_id, principal_id);

-- Row level security: requests see and change one organization, workers read what requests of no organization need (who belongs where).

alter table organization enable row level security;
alter table organization force row level security;
create policy organization_app_select on organization for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy organization_app_insert on organization for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy organization_app_update on organization for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy organization_worker_select on organization for select to ${worker} using (true);
grant select, insert, update on organization to ${app};
grant select on organization to ${worker};

alter table team enable row level security;
alter table team force row level security;
create policy team_app_select on team for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy team_app_insert on team for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy team_app_update on team for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy team_app_delete on team for delete to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy team_worker_select on team for select to ${worker} using (true);
grant select, insert, update, delete on team to ${app};
grant select on team to ${worker};

alter table workspace enable row level security;
alter table workspace force row level security;
create policy workspace_app_select on workspace for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy workspace_app_insert on workspace for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy workspace_app_update on workspace for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy workspace_app_delete on workspace for delete to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy workspace_worker_select on workspace for select to ${worker} using (true);
grant select, insert, update, delete on workspace to ${app};
grant select on workspace to ${worker};

alter table principal enable row level security;
alter table principal force row level security;
create policy principal_app_select on principal for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy principal_app_insert on principal for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy principal_app_update on principal for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy principal_worker_select on principal for select to ${worker} using (true);
create policy principal_worker_update on principal for update to ${worker} using (true) with check (true);
grant select, insert, update on principal to ${app};
grant select, update (name, email, refreshed_at) on principal to ${worker};

alter table role_assignment enable row level security;
alter table role_assignment force row level security;
create policy role_assignment_app_select on role_assignment for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy role_assignment_app_insert on role_assignment for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy role_assignment_app_update on role_assignment for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy role_assignment_app_delete on role_assignment for delete to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy role_assignment_worker_select on role_assignment for select to ${worker} using (true);
grant select, insert, update, delete on role_assignment to ${app};
grant select on role_assignment to ${worker};

alter table invitation enable row level security;
alter table invitation force row level security;
create policy invitation_app_select on invitation for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy invitation_app_insert on invitation for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy invitation_app_update on invitation for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy invitation_worker_select on invitation for select to ${worker} using (true);
grant select, insert, update on invitation to ${app};
grant select on invitation to ${worker};

alter table api_key enable row level security;
alter table api_key force row level security;
create policy api_key_app_select on api_key for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy api_key_app_insert on api_key for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy api_key_app_update on api_key for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy api_key_worker_select on api_key for select to ${worker} using (true);
grant select, insert, update on api_key to ${app};
grant select on api_key to ${worker};
