-- The local view of teams-service: memberships, structure, API keys. Written and read by the worker role; requests may read the structure.

create table access_membership (
    org_id       uuid   not null,
    principal_id uuid   not null,
    revision     bigint not null,
    roles        text   not null,
    constraint pk_access_membership primary key (org_id, principal_id)
);
comment on table access_membership is 'Projection of teams.membership.v1: all roles of a principal in an organization, as JSON; empty list = removed.';
create index ix_access_membership_principal_id on access_membership (principal_id);
alter table access_membership enable row level security;
alter table access_membership force row level security;
create policy access_membership_worker_select on access_membership for select to ${worker} using (true);
create policy access_membership_worker_insert on access_membership for insert to ${worker} with check (true);
create policy access_membership_worker_update on access_membership for update to ${worker} using (true) with check (true);
grant select, insert, update on access_membership to ${worker};

create table access_node (
    org_id    uuid    not null,
    node_id   uuid    not null,
    node_type text    not null constraint ck_access_node_node_type check (node_type in ('ORGANIZATION', 'TEAM', 'WORKSPACE')),
    parent_id uuid,
    name      text    not null,
    time_zone text,
    deleted   boolean not null,
    revision  bigint  not null,
    constraint pk_access_node primary key (org_id, node_id)
);
comment on table access_node is 'Projection of teams.structure.v1: organizations, teams and workspaces with their parents.';
alter table access_node enable row level security;
alter table access_node force row level security;
create policy access_node_app_select on access_node for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy access_node_worker_select on access_node for select to ${worker} using (true);
create policy access_node_worker_insert on access_node for insert to ${worker} with check (true);
create policy access_node_worker_update on access_node for update to ${worker} using (true) with check (true);
grant select on access_node to ${app};
grant select, insert, update on access_node to ${worker};

create table access_api_key (
    org_id        uuid    not null,
    key_id        text    not null,
    principal_id  uuid    not null,
    secret_sha256 text    not null,
    scopes        text    not null,
    expires_at    timestamptz,
    revoked       boolean not null,
    revision      bigint  not null,
    constraint pk_access_api_key primary key (org_id, key_id)
);
comment on table access_api_key is 'Projection of teams.apikeys.v1: hashes and scopes of API keys.';
create index ix_access_api_key_key_id on access_api_key (key_id);
alter table access_api_key enable row level security;
alter table access_api_key force row level security;
create policy access_api_key_worker_select on access_api_key for select to ${worker} using (true);
create policy access_api_key_worker_insert on access_api_key for insert to ${worker} with check (true);
create policy access_api_key_worker_update on access_api_key for update to ${worker} using (true) with check (true);
grant select, insert, update on access_api_key to ${worker};

create table access_position (
    topic       text   not null,
    next_offset bigint not null,
    constraint pk_access_position primary key (topic)
);
comment on table access_position is 'How far the access topics have been taken in; moves in the transaction of the effect.';
grant select, insert, update on access_position to ${worker};
