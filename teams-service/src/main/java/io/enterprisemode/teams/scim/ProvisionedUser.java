package io.enterprisemode.teams.scim;

import java.util.UUID;

/**
 * A provisioned user that may be somebody who signs in.
 *
 * @param linked whether it is known who that is
 * @param match by what it was found
 */
public record ProvisionedUser(UUID organizationId, UUID id, boolean active, boolean linked, Match match) {

    /** By what a user was found, the surest first. */
    public enum Match {
        EXTERNAL_ID,
        USER_NAME,
        EMAIL
    }
}
