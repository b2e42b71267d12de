-- Access events that this version could not read: whom they are about has no rights until it is known which.

create table access_unreadable (
    topic         text        not null,
    key           text        not null collate "C",
    record_offset bigint      not null,
    reason        text        not null,
    noted_at      timestamptz not null default now(),
    constraint pk_access_unreadable primary key (topic, key)
);
comment on table access_unreadable is 'The newest record of a key of an access topic, where it cannot be read; of no organization. It is read again at every start, and goes once it or a later one of its key is read.';
grant select, insert, update, delete on access_unreadable to ${worker};
