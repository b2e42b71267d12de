create table note (
    org_id uuid not null,
    id     uuid not null,
    text   text not null,
    constraint pk_note primary key (org_id, id)
);
comment on table note is 'Notes of the sample service.';
alter table note enable row level security;
alter table note force row level security;
create policy note_app_select on note for select to ${app}
    using (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy note_app_insert on note for insert to ${app}
    with check (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);
create policy note_worker_select on note for select to ${worker} using (true);
create policy note_worker_insert on note for insert to ${worker} with check (true);
grant select, insert on note to ${app};
grant select, insert on note to ${worker};
