-- Dead letters that are to be sent again, from the decision until Kafka has acknowledged them.

create table dead_letter_sending (
    topic            text        not null,
    letter_partition integer     not null,
    letter_offset    bigint      not null,
    claimed_until    timestamptz not null,
    constraint pk_dead_letter_sending primary key (topic, letter_partition, letter_offset)
);
comment on table dead_letter_sending is 'Letters that are decided to be sent again and are not known to be; of no organization. Once a claim has run out, as its sender was interrupted, the letter waits for a decision again.';
create index ix_dead_letter_sending_claimed_until on dead_letter_sending (claimed_until);
grant select, insert, update, delete on dead_letter_sending to ${worker};
