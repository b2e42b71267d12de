-- Organizations whose deletion was asked for let nobody in; API keys have a second secret while they are rotated.

alter table access_node add column closed boolean not null default false;
comment on column access_node.closed is 'Of organizations: deletion was asked for or done, nobody is let in.';

alter table access_api_key add column previous_secret_sha256 text;
alter table access_api_key add column previous_valid_until timestamptz;
comment on column access_api_key.previous_secret_sha256 is 'Of the secret before the last rotation, accepted until previous_valid_until.';
