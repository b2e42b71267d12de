-- Rotation leaves the secret before it good for a while; the last use is kept to the minute.

alter table api_key add column previous_secret_sha256 text;
alter table api_key add column previous_valid_until timestamptz;
alter table api_key add column rotated_at timestamptz;
alter table api_key add column last_used_at timestamptz;
alter table api_key add constraint ck_api_key_previous_valid_until
    check ((previous_secret_sha256 is null) = (previous_valid_until is null));
comment on column api_key.previous_secret_sha256 is 'Of the secret before the last rotation, accepted until previous_valid_until.';
comment on column api_key.last_used_at is 'Written by a batch once a minute, from what all services have seen.';

create policy api_key_worker_update on api_key for update to ${worker} using (true) with check (true);
grant update (last_used_at) on api_key to ${worker};
