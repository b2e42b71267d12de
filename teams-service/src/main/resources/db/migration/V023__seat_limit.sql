-- What the plan of an organization allows, as billing-service says.

create table seat_limit (
    org_id          uuid        not null,
    subscription_id uuid        not null,
    plan            text        not null,
    member_limit    integer     constraint ck_seat_limit_member_limit check (member_limit >= 0),
    workspace_limit integer     constraint ck_seat_limit_workspace_limit check (workspace_limit >= 0),
    started_at      timestamptz not null,
    revision        bigint      not null,
    changed_at      timestamptz not null,
    constraint pk_seat_limit primary key (org_id)
);
comment on table seat_limit is 'Projection of billing.lifecycle.v1: members and workspaces of the plan in force, null: unlimited; no row: no subscription is known.';

alter table seat_limit enable row level security;
alter table seat_limit force row level security;
create policy seat_limit_app_select on seat_limit for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy seat_limit_worker_select on seat_limit for select to ${worker} using (true);
create policy seat_limit_worker_insert on seat_limit for insert to ${worker} with check (true);
create policy seat_limit_worker_update on seat_limit for update to ${worker} using (true) with check (true);
create policy seat_limit_worker_delete on seat_limit for delete to ${worker} using (true);
grant select on seat_limit to ${app};
grant select, insert, update, delete on seat_limit to ${worker};
