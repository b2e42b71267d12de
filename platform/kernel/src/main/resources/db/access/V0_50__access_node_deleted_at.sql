-- When a node was deleted: what happened before, and is told later, still belongs to it.

alter table access_node add column deleted_at timestamptz;
comment on column access_node.deleted_at is 'When it was deleted; null for what is there, and for what was deleted before this column.';
