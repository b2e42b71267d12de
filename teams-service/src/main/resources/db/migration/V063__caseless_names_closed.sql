-- Opened by V060.
alter table team force row level security;
alter table scim_user force row level security;
alter table scim_user_email force row level security;
