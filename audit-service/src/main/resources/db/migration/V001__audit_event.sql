create table audit_event (
    org_id      uuid             not null,
    id          uuid             not null,
    time        timestamptz      not null,
    received_at timestamptz      not null,
    source      text             not null,
    category    text             not null,
    severity    text             not null,
    action      text collate "C" not null,
    actor_type  text             not null,
    actor_id    text             not null,
    actor_name  text,
    actor_email text,
    target_type text             not null,
    target_id   text             not null,
    target_name text,
    outcome     text             not null,
    ip_address  text,
    user_agent  text,
    request_id  text,
    details     text             not null,
    constraint pk_audit_event primary key (org_id, id),
    constraint ck_audit_event_category check (category in
        ('AUTHENTICATION', 'ACCESS', 'SECURITY', 'TEAM', 'BILLING', 'USAGE', 'DATA', 'CONFIGURATION', 'COMPLIANCE')),
    constraint ck_audit_event_severity check (severity in ('INFO', 'WARNING', 'ERROR', 'CRITICAL')),
    constraint ck_audit_event_actor_type check (actor_type in ('USER', 'SERVICE_ACCOUNT', 'API_KEY', 'SYSTEM')),
    constraint ck_audit_event_outcome check (outcome in ('SUCCESS', 'FAILURE', 'DENIED'))
);
comment on table audit_event is 'Everything that must be accounted for, once per event id; append-only by grants and by triggers.';
comment on column audit_event.source is 'Who vouches for the event: a service of the suite (/billing-service), or the principal that posted it (/principals/...).';
comment on column audit_event.details is 'JSON as it came.';

create index ix_audit_event_org_id_time on audit_event (org_id, time desc, id desc);
create index ix_audit_event_org_id_category on audit_event (org_id, category, time desc, id desc);
create index ix_audit_event_org_id_severity on audit_event (org_id, severity, time desc, id desc);
create index ix_audit_event_org_id_action on audit_event (org_id, action, time desc, id desc);
create index ix_audit_event_org_id_actor_id on audit_event (org_id, actor_id, time desc, id desc);
create index ix_audit_event_org_id_target_id on audit_event (org_id, target_id, time desc, id desc);

alter table audit_event enable row level security;
alter table audit_event force row level security;
create policy audit_event_app_select on audit_event for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy audit_event_app_insert on audit_event for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy audit_event_worker_select on audit_event for select to ${worker} using (true);
create policy audit_event_worker_insert on audit_event for insert to ${worker} with check (true);
grant select, insert on audit_event to ${app};
grant select, insert on audit_event to ${worker};

-- Statement triggers fire before any row is looked at: also for whom row level security hides every row, such as the owner.
create function audit_event_refuse_change() returns trigger
    language plpgsql set search_path = pg_catalog as
$$
begin
    raise exception 'audit_event is append-only: % refused', tg_op using errcode = 'restrict_violation';
end
$$;
revoke all on function audit_event_refuse_change() from public;

create trigger audit_event_no_update before update on audit_event
    for each statement execute function audit_event_refuse_change();
create trigger audit_event_no_delete before delete on audit_event
    for each statement execute function audit_event_refuse_change();
create trigger audit_event_no_truncate before truncate on audit_event
    for each statement execute function audit_event_refuse_change();
create trigger audit_event_no_row_update before update on audit_event
    for each row execute function audit_event_refuse_change();
create trigger audit_event_no_row_delete before delete on audit_event
    for each row execute function audit_event_refuse_change();
alter table audit_event enable always trigger audit_event_no_update;
alter table audit_event enable always trigger audit_event_no_delete;
alter table audit_event enable always trigger audit_event_no_truncate;
alter table audit_event enable always trigger audit_event_no_row_update;
alter table audit_event enable always trigger audit_event_no_row_delete;
