-- Who gave a role is kept beside it: a membership that somebody else made is an offer until the principal has named the
-- organization, and is judged by the rights of whoever made it when it is taken. A service of before writes none.

alter table role_assignment add column assigned_by uuid;
comment on column role_assignment.assigned_by is
    'The principal that gave the role, of an API key its account. Null: not known, or no offer any more.';
create index ix_role_assignment_org_id_assigned_by on role_assignment (org_id, assigned_by)
    where assigned_by is not null;
