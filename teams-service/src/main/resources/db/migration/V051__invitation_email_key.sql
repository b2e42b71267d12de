-- An address has one open invitation to a node: addresses are compared in one stored form. A service of before writes none; then the text is compared.

alter table invitation add column email_key text;
comment on column invitation.email_key is 'The address in the form in which addresses are compared.';
create index ix_invitation_org_id_invited_by on invitation (org_id, invited_by) where status = 'OPEN';
