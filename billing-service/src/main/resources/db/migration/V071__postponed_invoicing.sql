-- An organization that cannot be invoiced is tried again later, and later each time; it keeps nobody else waiting.

alter table subscription
    add column failed_attempts integer not null default 0,
    add column next_attempt_at timestamptz;
comment on column subscription.failed_attempts is 'How often its next invoice could not be issued, since the last one.';
comment on column subscription.next_attempt_at is 'Before it the next invoice is not tried again by the scheduler; null: at any time.';
