// Of teams-service/src/main/openapi/openapi.json, written by ApiTypesTest; not to be edited.

export interface Acceptance {
  invitationId: UUID;
  nodeId: UUID;
  nodeType: NodeType;
  organizationId: UUID;
  role: Role;
}

export type Instant = string;

export type NodeType = 'ORGANIZATION' | 'TEAM' | 'WORKSPACE';

export interface OrganizationMembership {
  deletionDueAt?: Instant | null;
  id: UUID;
  name: string;
  roles: RoleAssignment[];
  timeZone: string;
}

export interface PageOrganizationMembershipView {
  items: OrganizationMembership[];
  nextCursor?: string | null;
}

export type Role = 'ADMIN' | 'MEMBER' | 'OWNER' | 'VIEWER';

export interface RoleAssignment {
  nodeId: UUID;
  nodeType: NodeType;
  role: Role;
}

export type UUID = string;
