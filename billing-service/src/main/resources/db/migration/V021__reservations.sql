-- Quantities that are held for usage to come, and the third threshold.

alter table usage_period
    add column cap_reached_at timestamptz,
    add column reserved_until timestamptz;
comment on column usage_period.reserved_until is 'Until then a reservation may be held on this counter; what is held is looked up only before it.';

create table usage_reservation (
    org_id           uuid        not null,
    id               uuid        not null,
    meter_id         smallint    not null,
    period_start     timestamptz not null,
    workspace_id     uuid        not null,
    quantity         bigint      not null,
    state            text        not null,
    reserved_at      timestamptz not null,
    expires_at       timestamptz not null,
    settled_at       timestamptz,
    settled_quantity bigint,
    request_key      uuid,
    fingerprint      text,
    constraint pk_usage_reservation primary key (org_id, id),
    constraint uq_usage_reservation_request_key unique (org_id, request_key),
    constraint ck_usage_reservation_quantity check (quantity > 0),
    constraint ck_usage_reservation_state check (state in ('HELD', 'COMMITTED', 'RELEASED', 'EXPIRED')),
    constraint ck_usage_reservation_settled_at check ((state = 'HELD') = (settled_at is null)),
    constraint ck_usage_reservation_settled_quantity check ((state = 'COMMITTED') = (settled_quantity is not null))
);
comment on table usage_reservation is 'Quantity of a meter held on the counter of period_start. HELD counts until expires_at, whether or not somebody has swept it; a commit is a usage event whose id is that of the reservation.';
create index ix_usage_reservation_held on usage_reservation (org_id, meter_id, period_start) where state = 'HELD';
create index ix_usage_reservation_expires_at on usage_reservation (expires_at) where state = 'HELD';
create index ix_usage_reservation_settled_at on usage_reservation (settled_at) where settled_at is not null;

alter table usage_reservation enable row level security;
alter table usage_reservation force row level security;
create policy usage_reservation_app_select on usage_reservation for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy usage_reservation_worker_select on usage_reservation for select to ${worker} using (true);
create policy usage_reservation_worker_insert on usage_reservation for insert to ${worker} with check (true);
create policy usage_reservation_worker_update on usage_reservation for update to ${worker} using (true) with check (true);
create policy usage_reservation_worker_delete on usage_reservation for delete to ${worker} using (true);
grant select on usage_reservation to ${app};
grant select, insert, update, delete on usage_reservation to ${worker};
