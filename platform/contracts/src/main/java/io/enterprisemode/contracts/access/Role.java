package io.enterprisemode.contracts.access;

/** What a principal is on a node, from the least to the greatest. */
public enum Role {
    VIEWER,
    MEMBER,
    ADMIN,
    OWNER;

    /** Whether whoever holds this role may do all that the other role may do. */
    public boolean covers(Role other) {
        return compareTo(other) >= 0;
    }
}
