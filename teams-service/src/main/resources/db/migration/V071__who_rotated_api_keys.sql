-- Whoever rotates a key gets its secret into their hands; who that was is kept beside the key, as who made it is. A
-- service of before writes neither.

alter table api_key add column rotated_by uuid;
alter table api_key add column previous_secret_by uuid;
comment on column api_key.rotated_by is
    'The principal that was given the present secret by a rotation; null: not rotated, or not known.';
comment on column api_key.previous_secret_by is
    'The principal that was given the secret before, good until previous_valid_until.';
create index ix_api_key_org_id_created_by on api_key (org_id, created_by);
create index ix_api_key_org_id_rotated_by on api_key (org_id, rotated_by) where rotated_by is not null;
