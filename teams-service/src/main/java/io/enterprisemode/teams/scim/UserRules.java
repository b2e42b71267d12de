package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.teams.EmailAddress;

/** What a user must be beyond its schema. */
final class UserRules {

    private static final String ACTIVE = "active";
    private static final int LONGEST_USER_NAME = 254;

    private UserRules() {}

    /**
     * The resource with what was left out.
     *
     * @param active what it is when the resource does not say
     */
    static ObjectNode complete(ObjectNode resource, boolean active) {
        String userName = resource.path("userName").asText();
        if (userName.length() > LONGEST_USER_NAME || userName.codePoints().anyMatch(Character::isISOControl)) {
            throw ResourceRules.invalid("userName", "must be at most 254 characters, none of them for control");
        }
        for (JsonNode email : resource.path("emails")) {
            if (EmailAddress.parse(email.path("value").asText()).isEmpty()) {
                throw ResourceRules.invalid("emails.value", "must be an e-mail address");
            }
        }
        if (!resource.has(ACTIVE)) {
            resource.put(ACTIVE, active);
        }
        return resource;
    }
}
