package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.web.problem.ProblemException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The members of a group as a resource names them. */
final class GroupMembers {

    /** Members in one request at most. */
    static final int MOST_AT_ONCE = 1_000;

    static final String ATTRIBUTE = "members";

    private static final String TYPE = "User";

    private GroupMembers() {}

    /** Members of a group at most, and of all groups in one answer, so that an answer can be read at once. */
    static final int MOST = 20_000;

    private static final ScimAttribute MEMBERS =
            ScimAttribute.in(ScimSchema.GROUP.attributes(), ATTRIBUTE).orElseThrow();

    /**
     * The ids in a list of members, or in one member alone, each an object or a mere id; groups in groups are refused,
     * the ids may be of nobody.
     */
    static Set<UUID> in(@Nullable JsonNode members) {
        Set<UUID> ids = new LinkedHashSet<>();
        if (members == null || members.isNull()) {
            return ids;
        }
        Iterable<JsonNode> each = members.isArray() ? members : List.of(members);
        for (JsonNode member : each) {
            ids.add(id(member));
        }
        return ids;
    }

    private static UUID id(JsonNode member) {
        JsonNode object =
                member.isTextual() ? JsonNodeFactory.instance.objectNode().set("value", member) : member;
        JsonNode kept = ResourceRules.value(MEMBERS, object, ATTRIBUTE);
        String type = kept.path("type").asText("");
        if (!type.isEmpty() && !type.equalsIgnoreCase(TYPE)) {
            throw ResourceRules.invalid("members.type", "must be User: groups have no groups in them");
        }
        String value = kept.path("value").asText();
        return ScimId.parse(value).orElseThrow(() -> unknown(value));
    }

    static ProblemException unknown(String value) {
        return ResourceRules.invalid("members", "holds what is not the id of a user: " + value);
    }

    /** A member as it is shown. */
    static ObjectNode shown(UUID id, String name) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("value", id.toString())
                .put("$ref", ScimType.USER.location(id.toString()))
                .put("display", name)
                .put("type", TYPE);
    }
}
