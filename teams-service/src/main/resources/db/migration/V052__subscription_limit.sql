-- The plan in force now counts, not the one that was heard of last: one may start months ahead. So all subscriptions of an organization are kept. A
-- service of before goes on with seat_limit, which is kept up for it, and what it writes there counts here.

create table subscription_limit (
    org_id          uuid        not null,
    subscription_id uuid        not null,
    plan            text        not null,
    member_limit    integer     constraint ck_subscription_limit_member_limit check (member_limit >= 0),
    workspace_limit integer     constraint ck_subscription_limit_workspace_limit check (workspace_limit >= 0),
    canceled        boolean     not null,
    started_at      timestamptz not null,
    revision        bigint      not null,
    changed_at      timestamptz not null,
    constraint pk_subscription_limit primary key (org_id, subscription_id)
);
comment on table subscription_limit is 'Projection of billing.lifecycle.v1: members and workspaces that each subscription allows, null: unlimited; no row: the limits of the default plan.';

-- The owner is held to row level security, too; for once it has to see all rows.
alter table seat_limit no force row level security;
insert into subscription_limit (org_id, subscription_id, plan, member_limit, workspace_limit, canceled, started_at, revision, changed_at)
select org_id, subscription_id, plan, member_limit, workspace_limit, false, started_at, revision, changed_at from seat_limit;
alter table seat_limit force row level security;

alter table subscription_limit enable row level security;
alter table subscription_limit force row level security;
create policy subscription_limit_app_select on subscription_limit for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_limit_worker_select on subscription_limit for select to ${worker} using (true);
create policy subscription_limit_worker_insert on subscription_limit for insert to ${worker} with check (true);
create policy subscription_limit_worker_update on subscription_limit for update to ${worker} using (true) with check (true);
create policy subscription_limit_worker_delete on subscription_limit for delete to ${worker} using (true);
grant select on subscription_limit to ${app};
grant select, insert, update, delete on subscription_limit to ${worker};
