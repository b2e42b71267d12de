package io.enterprisemode.contracts.access;

/** The levels of the hierarchy, from the root downward; a workspace belongs to one team, a team to one organization. */
public enum NodeType {
    ORGANIZATION,
    TEAM,
    WORKSPACE
}
