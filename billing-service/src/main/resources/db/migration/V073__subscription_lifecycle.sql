-- The life of a subscription: prices in advance, usage in arrears, trials, changes and cancellations that wait, drafts,
-- and documents of two series. Subscriptions of the form before have no anchor_at; each is brought over when its running
-- period ends or when it is changed, whichever comes first.

do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table subscription, plan_version, invoice_history, invoice_line, invoice_number in access exclusive mode;
      exit;
    exception when lock_not_available or deadlock_detected then
      if attempt = 600 then
        raise;
      end if;
      perform pg_sleep(0.05 + random() / 10);
    end;
  end loop;
end $$;
set local lock_timeout to default;

alter table subscription
    add column currency             text,
    add column anchor_at            timestamptz,
    add column trial_started_at     timestamptz,
    add column yearly_until         timestamptz,
    add column fee_plan_code        text,
    add column fee_plan_version     integer,
    add column fee_anchor           timestamptz,
    add column fee_period           bigint,
    add column usage_start          timestamptz,
    add column usage_whole_end      timestamptz,
    add column usage_end            timestamptz,
    add column usage_paid_until     timestamptz,
    add column usage_months         integer,
    add column usage_month          bigint,
    add column waiting              text,
    add column waiting_at           timestamptz,
    add column waiting_plan_code    text,
    add column waiting_plan_version integer,
    add column waiting_interval     text,
    add column ended_at             timestamptz,
    add column last_document_due    boolean not null default false,
    add column next_line            bigint  not null default 0,
    add column next_due_at          timestamptz,
    add constraint ck_subscription_anchor_at check (anchor_at is null
        or num_nulls(currency, fee_plan_code, fee_plan_version, fee_anchor, fee_period, usage_start, usage_whole_end,
                     usage_end, usage_paid_until, usage_months, usage_month) = 0),
    add constraint ck_subscription_waiting check (
        waiting is null and num_nonnulls(waiting_plan_code, waiting_plan_version, waiting_interval) = 0
        or waiting = 'CANCELLATION' and num_nonnulls(waiting_plan_code, waiting_plan_version, waiting_interval) = 0
        or waiting = 'CHANGE' and num_nulls(waiting_plan_code, waiting_plan_version, waiting_interval) = 0),
    add constraint ck_subscription_waiting_interval check (waiting_interval in ('MONTH', 'YEAR'));
comment on table subscription is 'Plan of an organization. started_at is when its trial or its first period begins; columns of the form before (next_invoice_*) are far ahead where anchor_at is given.';
comment on column subscription.currency is 'Of all its prices, ISO 4217.';
comment on column subscription.anchor_at is 'From which usage periods are counted; null: in the form before, whose price is charged at the end of a period.';
comment on column subscription.yearly_until is 'Until then usage periods are years, as they were before this column; null: they are months.';
comment on column subscription.fee_plan_code is 'Plan whose price is charged for the fee period that runs; another plan_code was chosen by a version before.';
comment on column subscription.fee_anchor is 'From which fee periods are counted; fee_period is the number of the one that runs.';
comment on column subscription.usage_start is 'Of the usage period that runs, or of the last one; usage_whole_end is where it ends by itself.';
comment on column subscription.usage_paid_until is 'Until when the plan at the end of a usage period that was cut counts.';
comment on column subscription.usage_month is 'Number of the month, from anchor_at, in which the next usage period begins; 0: the first fee is still to come.';
comment on column subscription.waiting is 'What takes effect at waiting_at: a CHANGE or a CANCELLATION; null: nothing.';
comment on column subscription.next_line is 'Number of the next line with a price.';
comment on column subscription.next_due_at is 'When something is to be done: a period ends or a document is finalized; null: nothing.';
create index ix_subscription_next_due_at on subscription (next_due_at) where next_due_at is not null;

create table subscription_period (
    org_id            uuid        not null,
    subscription_id   uuid        not null,
    starts_at         timestamptz not null,
    whole_end         timestamptz not null,
    ends_at           timestamptz not null,
    paid_until        timestamptz not null,
    months            integer     not null,
    opened_at         timestamptz not null,
    fee_number        bigint,
    fee_plan_code     text,
    fee_plan_version  integer,
    fee_start         timestamptz,
    fee_end           timestamptz,
    fee_price_minor   bigint,
    fee_seconds       bigint,
    fee_whole_seconds bigint,
    finalized_at      timestamptz,
    document_id       uuid,
    constraint pk_subscription_period primary key (org_id, subscription_id, starts_at),
    constraint fk_subscription_period_subscription_id foreign key (org_id, subscription_id) references subscription (org_id, id),
    constraint ck_subscription_period_ends_at check (starts_at < whole_end and starts_at <= ends_at and ends_at <= paid_until
        and paid_until <= whole_end),
    constraint ck_subscription_period_fee check (num_nulls(fee_number, fee_plan_code, fee_plan_version, fee_start, fee_end,
        fee_price_minor, fee_seconds, fee_whole_seconds) in (0, 8))
);
comment on table subscription_period is 'Usage periods that are over. finalized_at null: its document is a draft; fee_*: the price in advance that comes with it. document_id null: it had no lines.';

create table subscription_history (
    org_id          uuid        not null,
    id              uuid        not null,
    subscription_id uuid        not null,
    at              timestamptz not null,
    kind            text        not null,
    actor           uuid,
    plan_code       text        not null,
    plan_version    integer     not null,
    billing_interval text       not null,
    status          text        not null,
    waiting         text,
    waiting_plan_code text,
    waiting_interval text,
    waiting_at      timestamptz,
    revision        bigint      not null,
    constraint pk_subscription_history primary key (org_id, id),
    constraint fk_subscription_history_subscription_id foreign key (org_id, subscription_id) references subscription (org_id, id)
);
comment on table subscription_history is 'What happened to a subscription, and how it stood afterwards; only added to. actor null: by itself.';
create index ix_subscription_history_at on subscription_history (org_id, subscription_id, at);

alter table invoice_history
    add column kind           text    not null default 'INVOICE',
    add column corrects_id    uuid,
    add column tax_rate       numeric not null default 0,
    add column tax_treatment  text,
    add column tax_reason     text,
    add column seller         text,
    add column buyer          text,
    add constraint ck_invoice_history_kind check (kind in ('INVOICE', 'CREDIT_NOTE')),
    add constraint uq_invoice_history_kind_number unique (org_id, kind, number),
    drop constraint uq_invoice_history_number,
    drop constraint uq_invoice_history_period_start;
comment on table invoice_history is 'Documents by their kind and gap-free number per organization; amounts in minor units.';
comment on column invoice_history.corrects_id is 'Of a credit note the invoice that charged what it credits; null: none.';
comment on column invoice_history.seller is 'Name, address and tax number as they were, in JSON; so is buyer.';
create index ix_invoice_history_subscription_id on invoice_history (org_id, subscription_id, period_start);

alter table invoice_number add column last_credit_note bigint not null default 0;
comment on column invoice_number.last_credit_note is 'Last number given in the series of credit notes.';

alter table invoice_line
    add column price_minor    bigint,
    add column seconds        bigint,
    add column period_seconds bigint;
comment on column invoice_line.price_minor is 'Of a price or its credit: the full price of the fee period; amount_minor is that times seconds / period_seconds, rounded HALF_UP.';

alter table plan_version
    add column cancellation_credit text not null default 'MONTHLY',
    add constraint ck_plan_version_cancellation_credit check (cancellation_credit in ('NONE', 'MONTHLY', 'ALWAYS'));
comment on column plan_version.cancellation_credit is 'Of which prices the rest is credited after a cancellation: NONE, MONTHLY ones, ALWAYS.';

create table trial_leave (
    org_id    uuid        not null,
    id        uuid        not null,
    plan_code text        not null,
    given_at  timestamptz not null,
    used_at   timestamptz,
    constraint pk_trial_leave primary key (org_id, id),
    constraint fk_trial_leave_plan_code foreign key (plan_code) references plan (code)
);
comment on table trial_leave is 'The operator''s leave for another trial of a plan; used_at null: it can be used once.';
alter table trial_leave enable row level security;
alter table trial_leave force row level security;
create policy trial_leave_app_select on trial_leave for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy trial_leave_app_insert on trial_leave for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy trial_leave_app_update on trial_leave for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert, update (used_at) on trial_leave to ${app};

alter table subscription_period enable row level security;
alter table subscription_period force row level security;
create policy subscription_period_app_select on subscription_period for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_period_app_insert on subscription_period for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_period_app_update on subscription_period for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert, update (finalized_at, document_id) on subscription_period to ${app};

alter table subscription_history enable row level security;
alter table subscription_history force row level security;
create policy subscription_history_app_select on subscription_history for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy subscription_history_app_insert on subscription_history for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert on subscription_history to ${app};
