-- Memberships that somebody else made count only in requests that name the organization, until the principal has named it once.

alter table access_membership add column pending boolean not null default false;
comment on column access_membership.pending is 'Whether it counts only in requests that name the organization.';
