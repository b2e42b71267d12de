-- Outbox, inbox and idempotency keys: the same in every service.

create table outbox_event (
    org_id       uuid        not null,
    id           uuid        not null,
    sequence     bigint      not null generated always as identity,
    topic        text        not null,
    key          text        not null,
    type         text        not null,
    subject      text,
    payload      text        not null,
    traceparent  text,
    created_at   timestamptz not null default now(),
    attempts     integer     not null default 0,
    failure      text,
    failed_at    timestamptz,
    published_at timestamptz,
    constraint pk_outbox_event primary key (org_id, id)
);
comment on table outbox_event is 'Events written in the transaction of their change, published to Kafka in order by the relay.';
create index ix_outbox_event_sequence on outbox_event (sequence) where published_at is null and failed_at is null;
create index ix_outbox_event_published_at on outbox_event (published_at) where published_at is not null;

alter table outbox_event enable row level security;
alter table outbox_event force row level security;
create policy outbox_event_app_insert on outbox_event for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy outbox_event_worker_select on outbox_event for select to ${worker} using (true);
create policy outbox_event_worker_insert on outbox_event for insert to ${worker} with check (true);
create policy outbox_event_worker_update on outbox_event for update to ${worker} using (true) with check (true);
create policy outbox_event_worker_delete on outbox_event for delete to ${worker} using (true);
grant insert on outbox_event to ${app};
grant select, insert, update, delete on outbox_event to ${worker};

create table inbox_event (
    org_id       uuid        not null,
    consumer     text        not null,
    event_id     text        not null,
    processed_at timestamptz not null default now(),
    constraint pk_inbox_event primary key (org_id, consumer, event_id)
);
comment on table inbox_event is 'Events a consumer has taken in, written in the transaction of their effect.';
alter table inbox_event enable row level security;
alter table inbox_event force row level security;
create policy inbox_event_worker_select on inbox_event for select to ${worker} using (true);
create policy inbox_event_worker_insert on inbox_event for insert to ${worker} with check (true);
create policy inbox_event_worker_delete on inbox_event for delete to ${worker} using (true);
grant select, insert, delete on inbox_event to ${worker};

create table idempotency_key (
    org_id       uuid        not null,
    principal_id uuid        not null,
    route        text        not null,
    key          text        not null,
    fingerprint  text        not null,
    answer       text,
    created_at   timestamptz not null default now(),
    constraint pk_idempotency_key primary key (org_id, principal_id, route, key)
);
comment on table idempotency_key is 'Idempotency-Key headers with the answer that was given, written in the transaction of the effect; kept 30 days.';
create index ix_idempotency_key_created_at on idempotency_key (created_at);
alter table idempotency_key enable row level security;
alter table idempotency_key force row level security;
create policy idempotency_key_app_select on idempotency_key for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy idempotency_key_app_insert on idempotency_key for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy idempotency_key_app_update on idempotency_key for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy idempotency_key_worker_select on idempotency_key for select to ${worker} using (true);
create policy idempotency_key_worker_delete on idempotency_key for delete to ${worker} using (true);
grant select, insert, update on idempotency_key to ${app};
grant select, delete on idempotency_key to ${worker};
