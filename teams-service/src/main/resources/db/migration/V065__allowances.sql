-- What has been done lately that there is an allowance of: e-mails asked for and sent, organizations founded. Counted from rows, so that allowances hold
-- over replicas and restarts. Whom an e-mail went to is kept as a hash only.

create table mail_record (
    org_id           uuid        not null,
    id               uuid        not null,
    recipient_sha256 text        not null,
    step             text        not null constraint ck_mail_record_step check (step in ('REQUESTED', 'SENT')),
    happened_at      timestamptz not null,
    constraint pk_mail_record primary key (org_id, id)
);
comment on table mail_record is 'E-mails of the last days: REQUESTED by somebody of the organization, SENT to the recipient. recipient_sha256: of the address as addresses are compared.';
create index ix_mail_record_org_id_step_happened_at on mail_record (org_id, step, happened_at);
create index ix_mail_record_recipient_sha256_step_happened_at on mail_record (recipient_sha256, step, happened_at);
create index ix_mail_record_happened_at on mail_record (happened_at);

alter table mail_record enable row level security;
alter table mail_record force row level security;
create policy mail_record_app_select on mail_record for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy mail_record_app_insert on mail_record for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy mail_record_worker_select on mail_record for select to ${worker} using (true);
create policy mail_record_worker_insert on mail_record for insert to ${worker} with check (true);
create policy mail_record_worker_delete on mail_record for delete to ${worker} using (true);
grant select, insert on mail_record to ${app};
grant select, insert, delete on mail_record to ${worker};

create table organization_founding (
    org_id       uuid        not null,
    principal_id uuid        not null,
    happened_at  timestamptz not null,
    constraint pk_organization_founding primary key (org_id)
);
comment on table organization_founding is 'Who has founded which organization in the last days.';
create index ix_organization_founding_principal_id_happened_at on organization_founding (principal_id, happened_at);
create index ix_organization_founding_happened_at on organization_founding (happened_at);

alter table organization_founding enable row level security;
alter table organization_founding force row level security;
create policy organization_founding_app_insert on organization_founding for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy organization_founding_worker_select on organization_founding for select to ${worker} using (true);
create policy organization_founding_worker_delete on organization_founding for delete to ${worker} using (true);
grant insert on organization_founding to ${app};
grant select, delete on organization_founding to ${worker};
