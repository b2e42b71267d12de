-- What comes in after a period was invoiced is an adjustment on the next invoice.

alter table invoice_history add column adjustable boolean not null default false;
comment on column invoice_history.adjustable is
    'Whether usage that comes in later is adjusted on the next invoice; not of invoices of versions that rated part by part.';

alter table invoice_line add column billed_period_start timestamptz;
comment on column invoice_line.billed_period_start is
    'Start of the period of the invoice; an adjustment is of an earlier one. Null: a version before, then that of the invoice.';

-- A line is charged once: an adjustment once per invoice, all others once for good. Rows of the version before have no
-- billed_period_start and are held to the same.
alter table invoice_line
    add constraint uq_invoice_line_kind unique nulls not distinct
        (org_id, subscription_id, item, kind, plan_code, plan_version, period_start, billed_period_start),
    drop constraint uq_invoice_line_item;
comment on table invoice_line is 'Lines of invoices. Subscription, item, kind, plan version, period and the period of the invoice identify a line: it is charged once, however often the invoice is computed.';
