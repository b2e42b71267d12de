-- Who holds a role on a node, by principal: a page of "who can" is read off this index whatever the number of members. It serves what the
-- index on (org_id, node_id) served.

create index ix_role_assignment_org_id_node_id_role_principal_id on role_assignment (org_id, node_id, role, principal_id);
drop index ix_role_assignment_org_id_node_id;
