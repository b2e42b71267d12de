-- What is held on a counter is read by every write and check of it: those that have expired are passed over by the index, whether or not they were swept.

create index ix_usage_reservation_held_until on usage_reservation (org_id, meter_id, period_start, expires_at) include (quantity)
    where state = 'HELD';
drop index ix_usage_reservation_held;
