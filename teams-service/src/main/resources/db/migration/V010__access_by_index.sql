-- Checks and listings of permissions are answered off indexes that hold all of their conditions, so that no plan reads more than is asked for:
-- not all roles of a principal for one node, not all organizations of a principal for one, not all workspaces of an organization for one.

create index ix_role_assignment_org_id_node_id_role_principal_id on role_assignment (org_id, node_id, role, principal_id);
drop index ix_role_assignment_org_id_node_id;

create index ix_role_assignment_principal_id_org_id_node_id on role_assignment (principal_id, org_id, node_id);
drop index ix_role_assignment_principal_id_org_id;

create index ix_principal_id_org_id on principal (id, org_id);
drop index ix_principal_id;

create index ix_workspace_org_id_team_id_id on workspace (org_id, team_id, id);
drop index ix_workspace_org_id_team_id;
