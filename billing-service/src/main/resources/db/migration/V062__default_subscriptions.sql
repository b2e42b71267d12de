-- A new organization has a plan: the default one, until it subscribes to another.

alter table subscription add column automatic boolean not null default false;
comment on column subscription.automatic is 'Made by the service with the default plan; subscribing replaces it, choosing another plan makes it like any other.';
