create table intake (
    org_id          uuid        not null,
    consumer        text        not null,
    newest_event_at timestamptz not null,
    constraint pk_intake primary key (org_id, consumer)
);
comment on table intake is 'The time of the newest event of an organization that a consumer has taken in; moves in the transaction of the effect.';
alter table intake enable row level security;
alter table intake force row level security;
create policy intake_app_select on intake for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy intake_worker_select on intake for select to ${worker} using (true);
create policy intake_worker_insert on intake for insert to ${worker} with check (true);
create policy intake_worker_update on intake for update to ${worker} using (true) with check (true);
grant select on intake to ${app};
grant select, insert, update on intake to ${worker};
