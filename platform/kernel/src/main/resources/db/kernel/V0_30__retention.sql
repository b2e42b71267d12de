-- What could not be published is counted every few seconds and what was taken in is dropped once it is old: both by an index, not by the table.

create index ix_outbox_event_failed_at on outbox_event (failed_at) where failed_at is not null;
create index ix_inbox_event_processed_at on inbox_event using brin (processed_at);
