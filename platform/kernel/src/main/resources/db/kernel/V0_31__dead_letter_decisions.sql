-- What operators decided about dead letters. The letters themselves stay on their topic.

create table dead_letter_decision (
    topic            text        not null,
    letter_partition integer     not null,
    letter_offset    bigint      not null,
    decision         text        not null constraint ck_dead_letter_decision_decision check (decision in ('REPLAYED', 'DISCARDED')),
    decided_by       text        not null,
    decided_at       timestamptz not null,
    constraint pk_dead_letter_decision primary key (topic, letter_partition, letter_offset)
);
comment on table dead_letter_decision is 'Records of dead-letter topics that were sent again or discarded, by their place on the dead-letter topic; of no organization.';
create index ix_dead_letter_decision_decided_at on dead_letter_decision (decided_at);
grant select, insert, delete on dead_letter_decision to ${worker};
