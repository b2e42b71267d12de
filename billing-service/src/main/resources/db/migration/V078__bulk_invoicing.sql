-- What is due of many subscriptions at once is done by the worker role: it reads and locks subscriptions, and stores
-- their documents. Requests keep to their organization. A version before goes on with the rights that it has.

create policy subscription_worker_update on subscription for update to ${worker} using (true) with check (true);
grant update on subscription to ${worker};

create policy subscription_period_worker_select on subscription_period for select to ${worker} using (true);
create policy subscription_period_worker_insert on subscription_period for insert to ${worker} with check (true);
create policy subscription_period_worker_update on subscription_period for update to ${worker}
    using (true) with check (true);
grant select, insert, update (finalized_at, document_id) on subscription_period to ${worker};

create policy subscription_history_worker_insert on subscription_history for insert to ${worker} with check (true);
grant insert on subscription_history to ${worker};

create policy billing_profile_worker_select on billing_profile for select to ${worker} using (true);
grant select on billing_profile to ${worker};

create policy invoice_number_worker_select on invoice_number for select to ${worker} using (true);
create policy invoice_number_worker_insert on invoice_number for insert to ${worker} with check (true);
create policy invoice_number_worker_update on invoice_number for update to ${worker} using (true) with check (true);
grant select, insert, update on invoice_number to ${worker};

create policy invoice_history_worker_insert on invoice_history for insert to ${worker} with check (true);
grant insert on invoice_history to ${worker};

create policy invoice_line_worker_select on invoice_line for select to ${worker} using (true);
create policy invoice_line_worker_insert on invoice_line for insert to ${worker} with check (true);
grant select, insert on invoice_line to ${worker};

create policy plan_overages_worker_insert on plan_overages for insert to ${worker} with check (true);
create policy plan_overage_rate_worker_insert on plan_overage_rate for insert to ${worker} with check (true);
create policy plan_overage_workspace_worker_insert on plan_overage_workspace for insert to ${worker} with check (true);
grant insert on plan_overages, plan_overage_rate, plan_overage_workspace to ${worker};

create policy ledger_entry_worker_insert on ledger_entry for insert to ${worker} with check (true);
create policy ledger_posting_worker_insert on ledger_posting for insert to ${worker} with check (true);
grant insert on ledger_entry, ledger_posting to ${worker};
