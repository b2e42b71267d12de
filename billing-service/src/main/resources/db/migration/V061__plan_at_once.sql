-- A change of plan holds at once: what was counted or reserved of times after it, by clocks that run ahead, moves to the counters of the new part.

grant update (used, events, reserved_until) on usage_period to ${app};

create policy usage_period_workspace_app_insert on usage_period_workspace for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy usage_period_workspace_app_update on usage_period_workspace for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant insert, update (quantity, events, latest_at) on usage_period_workspace to ${app};

create policy usage_reservation_app_update on usage_reservation for update to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid)
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
grant update (period_start) on usage_reservation to ${app};
