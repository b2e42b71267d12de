-- Who an organization is on its documents, and by which rule its tax is computed; more kinds of ledger entries.

create table billing_profile (
    org_id        uuid        not null,
    legal_name    text,
    address_lines text        not null default '',
    city          text,
    postal_code   text,
    country       text,
    tax_id        text,
    email         text,
    tax_treatment text        not null default 'RATE',
    tax_rate      numeric(5, 4),
    tax_reason    text,
    revision      bigint      not null default 0,
    changed_at    timestamptz not null,
    constraint pk_billing_profile primary key (org_id),
    constraint ck_billing_profile_country check (country ~ '^[A-Z]{2}$'),
    constraint ck_billing_profile_tax_treatment check (tax_treatment in ('RATE', 'EXEMPT', 'REVERSE_CHARGE')),
    constraint ck_billing_profile_tax_rate check
        (tax_rate is null or (tax_rate >= 0 and tax_rate < 1 and tax_treatment = 'RATE')),
    constraint ck_billing_profile_tax_reason check ((tax_treatment = 'RATE') = (tax_reason is null))
);
comment on table billing_profile is
    'Name, address and tax of an organization as they stand on its next document; documents keep those of their time.';
comment on column billing_profile.address_lines is 'One to a line.';
comment on column billing_profile.tax_rate is 'With RATE; null: the rate of the configuration.';
create policy billing_profile_app_select on billing_profile for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy billing_profile_app_insert on billing_profile for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy billing_profile_app_update on billing_profile for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant select, insert on billing_profile to ${app};
grant update (legal_name, address_lines, city, postal_code, country, tax_id, email, tax_treatment, tax_rate, tax_reason,
    revision, changed_at) on billing_profile to ${app};
alter table billing_profile enable row level security;
alter table billing_profile force row level security;

-- Both tables are locked before either is changed, or none: a process of the version before, which is at work
-- meanwhile, neither waits long nor meets a deadlock.
do $$
begin
  for attempt in 1..600 loop
    begin
      set local lock_timeout = '100ms';
      lock table ledger_entry, ledger_posting in access exclusive mode;
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

alter table ledger_entry
    drop constraint ck_ledger_entry_kind,
    add constraint ck_ledger_entry_kind check (kind in
        ('INVOICE_ISSUED', 'CREDIT_GRANTED', 'PAYMENT_RECORDED', 'CREDIT_REFUNDED', 'INVOICE_VOIDED', 'CREDIT_APPLIED',
         'INVOICE_WRITTEN_OFF')) not valid;
alter table ledger_posting
    drop constraint ck_ledger_posting_account,
    add constraint ck_ledger_posting_account check (account in
        ('RECEIVABLE', 'CASH', 'CUSTOMER_CREDIT', 'REVENUE', 'TAX', 'BAD_DEBT')) not valid;
alter table ledger_entry validate constraint ck_ledger_entry_kind;
alter table ledger_posting validate constraint ck_ledger_posting_account;

comment on column invoice_history.credit_applied_minor is
    'Customer credit that was applied to it, that of credit notes that correct it included.';
