package io.enterprisemode.contracts.access;

/** What a principal is on a node, from the least to the greatest. */
public enum Role {
    VIEWER,
    MEMBER,
    ADMIN,
    OWNER;

    /** Whether this role has all permissions of the other role. */
    public boolean covers(Role other) {
        return compareTo(other) >= 0;
    }
}
