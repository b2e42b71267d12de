-- Ids that end in a count of twelve digits, or in a longer one with leading zeros, have neighbours, too. Before, all events of a producer that numbers them
-- so were in one place of the index, and each insert touched another of its pages: half of what a large batch cost.
-- io.enterprisemode.billing.metering.UsageKeys says how identities are made. Only the rows that this is about are written anew.

create function usage_identity(source text, event_id text) returns uuid language sql immutable as $$
    select (lpad(to_hex(crc32c(substring(i.whole for octet_length(convert_to(source, 'UTF8')) + 1 + i.place))), 8, '0')
            || left(encode(sha256(i.whole), 'hex'), 24))::uuid
      from (select convert_to(source, 'UTF8') || '\x00'::bytea || convert_to(event_id, 'UTF8') as whole,
                   case when event_id ~ '(^|[^0-9A-Za-z])([0-9]{1,12}|0[0-9]{12,})$'
                        then octet_length(event_id) - least(3, octet_length(substring(event_id from '[0-9]+$')))
                        else least(8, octet_length(event_id)) end as place) i
$$;
-- The owner is held to row level security, too; for once it has to see all events.
alter table usage_event no force row level security;
update usage_event set identity = usage_identity(source, event_id) where event_id ~ '(^|[^0-9A-Za-z])([0-9]{12}|0[0-9]{12,})$';
alter table usage_event force row level security;
drop function usage_identity(text, text);

-- Another name, so that a service of before cannot write beside this one what it would take for new.
alter table usage_event rename column identity to event_identity;
comment on table usage_event is 'Every accepted usage event, once: event_identity is made from source and id, and is theirs for as long as it is kept.';
