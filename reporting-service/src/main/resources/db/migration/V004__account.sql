-- What is collected and owed: credit notes beside invoices, payments, refunds, and invoices of which nothing more is
-- expected.

-- A process of the version before, which is at work meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table invoice_fact in access exclusive mode;
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

alter table invoice_fact
    add column kind                text not null default 'INVOICE',
    add column corrects_invoice_id uuid,
    add constraint ck_invoice_fact_kind check (kind in ('INVOICE', 'CREDIT_NOTE')),
    add constraint ck_invoice_fact_corrects check (corrects_invoice_id is null or kind = 'CREDIT_NOTE');
comment on table invoice_fact is
    'Invoices and credit notes as billing-service issued them; they never change.';
comment on column invoice_fact.invoice_id is 'Of a credit note: its own id.';
comment on column invoice_fact.corrects_invoice_id is
    'Of a credit note: the invoice it corrects, which need not be known here.';
comment on table invoice_line_fact is
    'Lines of invoices and credit notes; the amounts of a document are the sums of its lines.';

create table payment_fact (
    org_id       uuid        not null,
    payment_id   uuid        not null,
    invoice_id   uuid        not null,
    amount_minor bigint      not null,
    currency     text        not null,
    received_at  timestamptz not null,
    recorded_at  timestamptz not null,
    open_minor   bigint      not null,
    constraint pk_payment_fact primary key (org_id, payment_id),
    constraint ck_payment_fact_amount_minor check (amount_minor > 0)
);
comment on table payment_fact is
    'Payments as billing-service recorded them, with what was still to be paid of the invoice afterwards.';
create index ix_payment_fact_org_id_invoice_id on payment_fact (org_id, invoice_id);
alter table payment_fact enable row level security;
alter table payment_fact force row level security;
create policy payment_fact_app_select on payment_fact for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy payment_fact_worker_select on payment_fact for select to ${worker} using (true);
create policy payment_fact_worker_insert on payment_fact for insert to ${worker} with check (true);
grant select on payment_fact to ${app};
grant select, insert on payment_fact to ${worker};

create table refund_fact (
    org_id       uuid        not null,
    refund_id    uuid        not null,
    amount_minor bigint      not null,
    currency     text        not null,
    recorded_at  timestamptz not null,
    constraint pk_refund_fact primary key (org_id, refund_id),
    constraint ck_refund_fact_amount_minor check (amount_minor > 0)
);
comment on table refund_fact is
    'Customer credit that was paid out, as billing-service recorded it.';
alter table refund_fact enable row level security;
alter table refund_fact force row level security;
create policy refund_fact_app_select on refund_fact for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy refund_fact_worker_select on refund_fact for select to ${worker} using (true);
create policy refund_fact_worker_insert on refund_fact for insert to ${worker} with check (true);
grant select on refund_fact to ${app};
grant select, insert on refund_fact to ${worker};

create table settlement_fact (
    org_id     uuid        not null,
    invoice_id uuid        not null,
    changed_at timestamptz not null,
    status     text        not null,
    open_minor bigint      not null,
    currency   text        not null,
    constraint pk_settlement_fact primary key (org_id, invoice_id, changed_at, status),
    constraint ck_settlement_fact_status check (status in ('PAID', 'VOID', 'UNCOLLECTIBLE')),
    constraint ck_settlement_fact_open_minor check (open_minor >= 0)
);
comment on table settlement_fact is
    'Why nothing more is expected of an invoice; the latest of an invoice counts.';
alter table settlement_fact enable row level security;
alter table settlement_fact force row level security;
create policy settlement_fact_app_select on settlement_fact for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy settlement_fact_worker_select on settlement_fact for select to ${worker} using (true);
create policy settlement_fact_worker_insert on settlement_fact for insert to ${worker} with check (true);
grant select on settlement_fact to ${app};
grant select, insert on settlement_fact to ${worker};
