-- The double-entry ledger: what customers owe, paid and are owed. Postings are only ever added; balances are sums.

create table payment (
    org_id       uuid        not null,
    id           uuid        not null,
    invoice_id   uuid        not null,
    amount_minor bigint      not null,
    currency     text        not null,
    received_at  timestamptz not null,
    reference    text        not null,
    recorded_at  timestamptz not null,
    recorded_by  uuid        not null,
    constraint pk_payment primary key (org_id, id),
    constraint fk_payment_invoice_id foreign key (org_id, invoice_id) references invoice_history (org_id, id),
    constraint ck_payment_amount_minor check (amount_minor > 0)
);
comment on table payment is 'What a customer paid towards an invoice, as the operator recorded it; what is above it is customer credit.';

create table refund (
    org_id       uuid        not null,
    id           uuid        not null,
    amount_minor bigint      not null,
    currency     text        not null,
    reason       text        not null,
    recorded_at  timestamptz not null,
    recorded_by  uuid        not null,
    constraint pk_refund primary key (org_id, id),
    constraint ck_refund_amount_minor check (amount_minor > 0)
);
comment on table refund is 'Customer credit that was paid out.';

create table ledger_entry (
    org_id     uuid        not null,
    id         uuid        not null,
    kind       text        not null,
    currency   text        not null,
    invoice_id uuid,
    payment_id uuid,
    refund_id  uuid,
    posted_at  timestamptz not null,
    constraint pk_ledger_entry primary key (org_id, id),
    constraint fk_ledger_entry_invoice_id foreign key (org_id, invoice_id) references invoice_history (org_id, id),
    constraint fk_ledger_entry_payment_id foreign key (org_id, payment_id) references payment (org_id, id),
    constraint fk_ledger_entry_refund_id foreign key (org_id, refund_id) references refund (org_id, id),
    constraint ck_ledger_entry_kind check (kind in
        ('INVOICE_ISSUED', 'CREDIT_GRANTED', 'PAYMENT_RECORDED', 'CREDIT_REFUNDED', 'INVOICE_VOIDED')),
    constraint ck_ledger_entry_document check (num_nonnulls(invoice_id, payment_id, refund_id) >= 1)
);
comment on table ledger_entry is 'Postings that belong together and sum to zero; each has the document it comes from.';
create index ix_ledger_entry_invoice_id on ledger_entry (org_id, invoice_id);

create table ledger_posting (
    org_id       uuid   not null,
    entry_id     uuid   not null,
    account      text   not null,
    amount_minor bigint not null,
    currency     text   not null,
    invoice_id   uuid,
    constraint pk_ledger_posting primary key (org_id, entry_id, account),
    constraint fk_ledger_posting_entry_id foreign key (org_id, entry_id) references ledger_entry (org_id, id),
    constraint ck_ledger_posting_account check (account in
        ('RECEIVABLE', 'CASH', 'CUSTOMER_CREDIT', 'REVENUE', 'TAX')),
    constraint ck_ledger_posting_amount_minor check (amount_minor <> 0)
);
comment on table ledger_posting is 'Amounts by account, debit positive, in minor units. invoice_id: of RECEIVABLE the invoice that it is towards; null of all others.';
create index ix_ledger_posting_account on ledger_posting (org_id, account, currency) include (amount_minor);
create index ix_ledger_posting_invoice_id on ledger_posting (org_id, invoice_id) include (amount_minor) where invoice_id is not null;

create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;
revoke all on function ledger_refuse_change() from public;
create trigger ledger_entry_is_append_only before update or delete or truncate on ledger_entry
    for each statement execute function ledger_refuse_change();
create trigger ledger_posting_is_append_only before update or delete or truncate on ledger_posting
    for each statement execute function ledger_refuse_change();
create trigger payment_is_append_only before update or delete or truncate on payment
    for each statement execute function ledger_refuse_change();
create trigger refund_is_append_only before update or delete or truncate on refund
    for each statement execute function ledger_refuse_change();

create function ledger_entry_sums_to_zero() returns trigger language plpgsql as $$
begin
    if (select sum(amount_minor) from ledger_posting where org_id = new.org_id and entry_id = new.entry_id) <> 0 then
        raise exception 'ledger entry % does not sum to zero', new.entry_id using errcode = 'check_violation';
    end if;
    return null;
end
$$;
revoke all on function ledger_entry_sums_to_zero() from public;
create constraint trigger ledger_posting_sums_to_zero after insert on ledger_posting
    deferrable initially deferred for each row execute function ledger_entry_sums_to_zero();

-- What was issued before: each invoice has its entry. The owner is held to row level security, too.
alter table invoice_history no force row level security;
insert into ledger_entry (org_id, id, kind, currency, invoice_id, posted_at)
select org_id, gen_random_uuid(), 'INVOICE_ISSUED', currency, id, issued_at
  from invoice_history where total_minor > 0;
insert into ledger_posting (org_id, entry_id, account, amount_minor, currency, invoice_id)
select e.org_id, e.id, p.account, p.amount_minor, e.currency, case when p.account = 'RECEIVABLE' then e.invoice_id end
  from ledger_entry e
  join invoice_history i on i.org_id = e.org_id and i.id = e.invoice_id
 cross join lateral (values ('RECEIVABLE', i.total_minor), ('REVENUE', -i.subtotal_minor), ('TAX', -i.tax_minor))
    as p (account, amount_minor)
 where p.amount_minor <> 0;
alter table invoice_history force row level security;
-- Constraints are checked before the tables are altered again.
set constraints all immediate;

alter table invoice_history add column credit_applied_minor bigint not null default 0;
comment on column invoice_history.credit_applied_minor is 'Customer credit that was applied when it was issued.';
create policy invoice_history_app_update on invoice_history for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant update (status, credit_applied_minor) on invoice_history to ${app};

create policy payment_app_select on payment for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy payment_app_insert on payment for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy refund_app_select on refund for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy refund_app_insert on refund for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy ledger_entry_app_select on ledger_entry for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy ledger_entry_app_insert on ledger_entry for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy ledger_posting_app_select on ledger_posting for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy ledger_posting_app_insert on ledger_posting for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy ledger_posting_worker_select on ledger_posting for select to ${worker} using (true);
create policy ledger_entry_worker_select on ledger_entry for select to ${worker} using (true);
create policy invoice_history_worker_select on invoice_history for select to ${worker} using (true);
grant select, insert on payment, refund, ledger_entry, ledger_posting to ${app};
grant select on ledger_posting, ledger_entry, invoice_history to ${worker};

alter table payment enable row level security;
alter table payment force row level security;
alter table refund enable row level security;
alter table refund force row level security;
alter table ledger_entry enable row level security;
alter table ledger_entry force row level security;
alter table ledger_posting enable row level security;
alter table ledger_posting force row level security;
