package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The documents by which clients find out what is supported (RFC 7643, sections 5 to 7). */
final class Discovery {

    private static final String URN = "urn:ietf:params:scim:schemas:core:2.0:";
    private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    private Discovery() {}

    static ObjectNode serviceProviderConfig() {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("schemas").add(URN + "ServiceProviderConfig");
        config.putObject("patch").put("supported", true);
        config.putObject("bulk").put("supported", false).put("maxOperations", 0).put("maxPayloadSize", 0);
        config.putObject("filter").put("supported", true).put("maxResults", ScimQuery.MOST);
        config.putObject("changePassword").put("supported", false);
        config.putObject("sort").put("supported", false);
        config.putObject("etag").put("supported", true);
        config.putArray("authenticationSchemes")
                .addObject()
                .put("type", "oauthbearertoken")
                .put("name", "Bearer token")
                .put(
                        "description",
                        "An API key of the organization with the scope sso:manage, or the token of an admin")
                .put("primary", true);
        config.putObject("meta")
                .put("resourceType", "ServiceProviderConfig")
                .put("location", ScimType.BASE + "/ServiceProviderConfig");
        return config;
    }

    static ObjectNode resourceTypes() {
        return list(
                Arrays.stream(ScimType.values()).map(Discovery::resourceType).toList());
    }

    static Optional<ObjectNode> resourceType(String name) {
        return Arrays.stream(ScimType.values())
                .filter(type -> type.label().equals(name))
                .map(Discovery::resourceType)
                .findFirst();
    }

    private static ObjectNode resourceType(ScimType type) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putArray("schemas").add(URN + "ResourceType");
        document.put("id", type.label())
                .put("name", type.label())
                .put("endpoint", type.endpoint())
                .put("description", type.core().description())
                .put("schema", type.core().id());
        if (!type.extensions().isEmpty()) {
            ArrayNode extensions = document.putArray("schemaExtensions");
            type.extensions()
                    .forEach(schema ->
                            extensions.addObject().put("schema", schema.id()).put("required", false));
        }
        document.putObject("meta")
                .put("resourceType", "ResourceType")
                .put("location", ScimType.BASE + "/ResourceTypes/" + type.label());
        return document;
    }

    static ObjectNode schemas() {
        return list(ScimSchema.ALL.stream().map(Discovery::schema).toList());
    }

    static Optional<ObjectNode> schema(String urn) {
        return ScimSchema.ALL.stream()
                .filter(schema -> schema.id().equalsIgnoreCase(urn))
                .map(Discovery::schema)
                .findFirst();
    }

    private static ObjectNode schema(ScimSchema schema) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putArray("schemas").add(URN + "Schema");
        document.put("id", schema.id()).put("name", schema.name()).put("description", schema.description());
        attributes(document.putArray("attributes"), schema.attributes());
        document.putObject("meta")
                .put("resourceType", "Schema")
                .put("location", ScimType.BASE + "/Schemas/" + schema.id());
        return document;
    }

    private static void attributes(ArrayNode array, List<ScimAttribute> attributes) {
        for (ScimAttribute attribute : attributes) {
            ObjectNode document = array.addObject()
                    .put("name", attribute.name())
                    .put("type", name(attribute.type()))
                    .put("multiValued", attribute.multiValued())
                    .put("description", attribute.description())
                    .put("required", attribute.required())
                    .put("caseExact", attribute.caseExact())
                    .put("mutability", mutability(attribute))
                    .put(
                            "returned",
                            attribute.mutability() == ScimAttribute.Mutability.WRITE_ONLY ? "never" : "default")
                    .put("uniqueness", attribute.uniqueInOrganization() ? "server" : "none");
            if (attribute.type() == ScimAttribute.Type.REFERENCE) {
                document.putArray("referenceTypes").add("uri");
            }
            if (attribute.type() == ScimAttribute.Type.COMPLEX) {
                attributes(document.putArray("subAttributes"), attribute.subAttributes());
            }
        }
    }

    private static String name(ScimAttribute.Type type) {
        return switch (type) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case REFERENCE -> "reference";
            case DATE_TIME -> "dateTime";
            case COMPLEX -> "complex";
        };
    }

    private static String mutability(ScimAttribute attribute) {
        return switch (attribute.mutability()) {
            case READ_ONLY -> "readOnly";
            case READ_WRITE -> "readWrite";
            case IMMUTABLE -> "immutable";
            case WRITE_ONLY -> "writeOnly";
        };
    }

    private static ObjectNode list(List<ObjectNode> documents) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.putArray("schemas").add(LIST);
        list.put("totalResults", documents.size())
                .put("startIndex", 1)
                .put("itemsPerPage", documents.size())
                .putArray("Resources")
                .addAll(documents);
        return list;
    }
}
