-- A refusal by a limit is said by itself, once in a period: it does not spend the notice that a limit is reached.

alter table usage_period add column refused_at timestamptz;
comment on column usage_period.refused_at is 'When an event was first refused by a limit.';
