package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.web.problem.ProblemException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** The members of a group as a resource names them. */
final class GroupMembers {

    /** Members in one request at most. */
    static final int MOST_AT_ONCE = 1_000;

    static final String ATTRIBUTE = "members";

    private GroupMembers() {}

    /** The ids in a resource; groups in groups are refused, the ids may be of nobody. */
    static Set<UUID> in(ObjectNode resource) {
        Set<UUID> ids = new LinkedHashSet<>();
        for (JsonNode member : resource.path(ATTRIBUTE)) {
            String type = member.path("type").asText("");
            if (!type.isEmpty() && !type.equalsIgnoreCase("User")) {
                throw ResourceRules.invalid("members.type", "must be User: groups have no groups in them");
            }
            String value = member.path("value").asText();
            ids.add(ScimId.parse(value).orElseThrow(() -> unknown(value)));
        }
        return ids;
    }

    static ProblemException unknown(String value) {
        return ResourceRules.invalid("members", "holds what is not the id of a user: " + value);
    }

    /** The members as they are kept while a PATCH is applied. */
    static ArrayNode of(Collection<UUID> ids) {
        ArrayNode members = JsonNodeFactory.instance.arrayNode();
        ids.forEach(id -> members.addObject().put("value", id.toString()));
        return members;
    }
}
