-- Beside audit_event instead of columns in it: a process of the version before reads all columns that audit_event has.
create table audit_event_receipt (
    org_id     uuid  not null,
    event_id   uuid  not null,
    digest     bytea not null,
    credential text,
    constraint pk_audit_event_receipt primary key (org_id, event_id)
);
comment on table audit_event_receipt is
    'What came in as an audit event, and by what credential; append-only; older events have none.';
comment on column audit_event_receipt.digest is
    'Version of the canonical form (1 byte), SHA-256 of the event in it (32 bytes): tells a repetition from another event.';
comment on column audit_event_receipt.credential is
    'What the poster proved itself with: api-key:<id of the key> or token:<issuer>; null: an event of a service.';

alter table audit_event_receipt enable row level security;
alter table audit_event_receipt force row level security;
create policy audit_event_receipt_app_select on audit_event_receipt for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy audit_event_receipt_app_insert on audit_event_receipt for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy audit_event_receipt_worker_select on audit_event_receipt for select to ${worker} using (true);
create policy audit_event_receipt_worker_insert on audit_event_receipt for insert to ${worker} with check (true);
grant select, insert on audit_event_receipt to ${app};
grant select, insert on audit_event_receipt to ${worker};

create function audit_event_receipt_refuse_change() returns trigger
    language plpgsql set search_path = pg_catalog as
$$
begin
    raise exception 'audit_event_receipt is append-only: % refused', tg_op using errcode = 'restrict_violation';
end
$$;
revoke all on function audit_event_receipt_refuse_change() from public;

create trigger audit_event_receipt_no_update before update on audit_event_receipt
    for each statement execute function audit_event_receipt_refuse_change();
create trigger audit_event_receipt_no_delete before delete on audit_event_receipt
    for each statement execute function audit_event_receipt_refuse_change();
create trigger audit_event_receipt_no_truncate before truncate on audit_event_receipt
    for each statement execute function audit_event_receipt_refuse_change();
create trigger audit_event_receipt_no_row_update before update on audit_event_receipt
    for each row execute function audit_event_receipt_refuse_change();
create trigger audit_event_receipt_no_row_delete before delete on audit_event_receipt
    for each row execute function audit_event_receipt_refuse_change();
alter table audit_event_receipt enable always trigger audit_event_receipt_no_update;
alter table audit_event_receipt enable always trigger audit_event_receipt_no_delete;
alter table audit_event_receipt enable always trigger audit_event_receipt_no_truncate;
alter table audit_event_receipt enable always trigger audit_event_receipt_no_row_update;
alter table audit_event_receipt enable always trigger audit_event_receipt_no_row_delete;
