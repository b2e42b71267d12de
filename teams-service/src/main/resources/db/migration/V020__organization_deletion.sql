-- Organizations have a tax id, and are deleted with a time of grace. What is left of a deleted one is its row, so that its id and its revision
-- are never used again.

alter table organization add column tax_id text constraint ck_organization_tax_id check (tax_id ~ '^[A-Z0-9]{4,20}$');
alter table organization add column state text not null default 'ACTIVE'
    constraint ck_organization_state check (state in ('ACTIVE', 'PENDING_DELETION', 'DELETED'));
alter table organization add column deletion_due_at timestamptz;
alter table organization add constraint ck_organization_deletion_due_at
    check ((state = 'PENDING_DELETION') = (deletion_due_at is not null));
comment on column organization.tax_id is 'Normalized: capital letters and digits without separators.';
comment on column organization.state is 'PENDING_DELETION: owners may read and take the deletion back until deletion_due_at. DELETED: nothing but this row is left.';
create index ix_organization_deletion_due_at on organization (deletion_due_at) where deletion_due_at is not null;

-- The job that deletes what is due works as the worker.
create policy organization_worker_update on organization for update to ${worker} using (true) with check (true);
grant update (state, billing_email, tax_id, deletion_due_at, revision, changed_at) on organization to ${worker};
create policy team_worker_delete on team for delete to ${worker} using (true);
grant delete on team to ${worker};
create policy workspace_worker_delete on workspace for delete to ${worker} using (true);
grant delete on workspace to ${worker};
create policy principal_worker_delete on principal for delete to ${worker} using (true);
grant delete on principal to ${worker};
create policy role_assignment_worker_delete on role_assignment for delete to ${worker} using (true);
grant delete on role_assignment to ${worker};
create policy invitation_worker_delete on invitation for delete to ${worker} using (true);
grant delete on invitation to ${worker};
create policy api_key_worker_delete on api_key for delete to ${worker} using (true);
grant delete on api_key to ${worker};
