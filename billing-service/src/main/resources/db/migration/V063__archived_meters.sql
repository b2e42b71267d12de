-- A meter can be retired: it takes no new usage, and what was counted stays.

alter table meter add column archived_at timestamptz;
comment on column meter.archived_at is 'Since when it takes no new usage; null: it does.';
grant update (archived_at) on meter to ${worker};
