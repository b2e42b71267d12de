-- An invitation is its own outbox: mail_due_at says when its e-mail is to be tried next. The token in the e-mail is made when it is sent, so that no
-- token, sealed or clear, ever lies in the database.

alter table invitation drop constraint ck_invitation_status;
alter table invitation add constraint ck_invitation_status check (status in ('OPEN', 'ACCEPTED', 'DECLINED', 'REVOKED'));
alter table invitation add column mailed_token_sha256 text;
alter table invitation add column mail_due_at timestamptz;
alter table invitation add column mail_attempts integer not null default 0
    constraint ck_invitation_mail_attempts check (mail_attempts >= 0);
alter table invitation add column mailed_at timestamptz;
comment on column invitation.token_sha256 is 'Of the token that whoever invited was shown.';
comment on column invitation.mailed_token_sha256 is 'Of the token in the latest e-mail.';
comment on column invitation.mail_due_at is 'When the e-mail is tried next; null: nothing to send.';
create index ix_invitation_mailed_token_sha256 on invitation (mailed_token_sha256) where mailed_token_sha256 is not null;
create index ix_invitation_mail_due_at on invitation (mail_due_at) where mail_due_at is not null;
create index ix_invitation_org_id_status on invitation (org_id, status);

create policy invitation_worker_update on invitation for update to ${worker} using (true) with check (true);
grant update (mailed_token_sha256, mail_due_at, mail_attempts, mailed_at) on invitation to ${worker};
