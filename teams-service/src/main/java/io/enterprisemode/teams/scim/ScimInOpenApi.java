package io.enterprisemode.teams.scim;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** Writes the messages of SCIM into the OpenAPI document, from the same definitions by which they are read and told. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 0)
public class ScimInOpenApi implements OASFilter {

    /** Made by the framework from types of Java, which say nothing about the messages. */
    private static final List<String> UNTOLD = List.of("ObjectNode", "JsonNode");

    private static final String ERROR = "ScimError";
    private static final String PATCH = "ScimPatch";
    private static final String DOCUMENT = "ScimDocument";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null) {
            return;
        }
        for (ScimType type : ScimType.values()) {
            document.getComponents().addSchema(name(type), resource(type));
            document.getComponents().addSchema(name(type) + "List", list(type));
        }
        document.getComponents().addSchema(PATCH, patch());
        document.getComponents().addSchema(ERROR, error());
        document.getComponents()
                .addSchema(DOCUMENT, object(Map.of()).additionalPropertiesSchema(OASFactory.createSchema()));
        UNTOLD.forEach(document.getComponents()::removeSchema);
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(ScimType.BASE + "/")) {
                item.getOperations().forEach((method, operation) -> complete(path, method, operation));
            }
        });
    }

    private static void complete(String path, PathItem.HttpMethod method, Operation operation) {
        String schema = schemaAt(path);
        boolean one = path.endsWith("}") || method == PathItem.HttpMethod.POST;
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.startsWith("4") || status.startsWith("5")) {
                response.setContent(content(ERROR, ScimJson.MEDIA_TYPE));
            } else if (status.equals("200") || status.equals("201")) {
                String answer = schema.equals(DOCUMENT) || one ? schema : schema + "List";
                response.setContent(content(answer, ScimJson.MEDIA_TYPE, "application/json"));
            }
        });
        if (operation.getRequestBody() != null) {
            operation
                    .getRequestBody()
                    .required(true)
                    .content(content(
                            method == PathItem.HttpMethod.PATCH ? PATCH : schema,
                            ScimJson.MEDIA_TYPE,
                            "application/json"));
        }
    }

    private static String schemaAt(String path) {
        for (ScimType type : ScimType.values()) {
            if (path.startsWith(ScimType.BASE + type.endpoint())) {
                return name(type);
            }
        }
        return DOCUMENT;
    }

    private static String name(ScimType type) {
        return "Scim" + type.label();
    }

    private static Content content(String schema, String... mediaTypes) {
        Content content = OASFactory.createContent();
        for (String mediaType : mediaTypes) {
            content.addMediaType(
                    mediaType,
                    OASFactory.createMediaType()
                            .schema(OASFactory.createSchema().ref("#/components/schemas/" + schema)));
        }
        return content;
    }

    private static Schema resource(ScimType type) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        properties.put("schemas", array(text()));
        properties.put("id", text().readOnly(true));
        type.core().attributes().forEach(attribute -> properties.put(attribute.name(), attribute(attribute)));
        type.extensions().forEach(schema -> {
            Map<String, Schema> extension = new LinkedHashMap<>();
            schema.attributes().forEach(attribute -> extension.put(attribute.name(), attribute(attribute)));
            properties.put(schema.id(), object(extension).description(schema.description()));
        });
        properties.put(
                "meta",
                object(Map.of(
                                "resourceType", text(),
                                "created", text().format("date-time"),
                                "lastModified", text().format("date-time"),
                                "location", text(),
                                "version", text()))
                        .readOnly(true));
        return object(properties)
                .required(List.of("schemas"))
                .description(type.core().description());
    }

    private static Schema attribute(ScimAttribute attribute) {
        Schema one =
                switch (attribute.type()) {
                    case STRING, REFERENCE -> text();
                    case DATE_TIME -> text().format("date-time");
                    case BOOLEAN -> OASFactory.createSchema().type(List.of(SchemaType.BOOLEAN));
                    case COMPLEX -> {
                        Map<String, Schema> properties = new LinkedHashMap<>();
                        attribute.subAttributes().forEach(sub -> properties.put(sub.name(), attribute(sub)));
                        yield object(properties);
                    }
                };
        return (attribute.multiValued() ? array(one) : one).description(attribute.description());
    }

    private static Schema list(ScimType type) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        properties.put("schemas", array(text()));
        properties.put("totalResults", integer());
        properties.put("startIndex", integer());
        properties.put("itemsPerPage", integer());
        properties.put("Resources", array(OASFactory.createSchema().ref("#/components/schemas/" + name(type))));
        return object(properties).required(List.copyOf(properties.keySet()));
    }

    private static Schema patch() {
        Map<String, Schema> operation = new LinkedHashMap<>();
        operation.put("op", text().description("add, remove or replace, without regard to case"));
        operation.put("path", text());
        operation.put("value", OASFactory.createSchema());
        Map<String, Schema> properties = new LinkedHashMap<>();
        properties.put("schemas", array(text()));
        properties.put("Operations", array(object(operation).required(List.of("op"))));
        return object(properties).required(List.of("schemas", "Operations"));
    }

    private static Schema error() {
        Map<String, Schema> properties = new LinkedHashMap<>();
        properties.put("schemas", array(text()));
        properties.put("status", text());
        properties.put("scimType", text());
        properties.put("detail", text());
        return object(properties).required(List.of("schemas", "status", "detail"));
    }

    private static Schema object(Map<String, Schema> properties) {
        Schema object = OASFactory.createSchema().type(List.of(SchemaType.OBJECT));
        return properties.isEmpty() ? object : object.properties(properties);
    }

    private static Schema array(Schema items) {
        return OASFactory.createSchema().type(List.of(SchemaType.ARRAY)).items(items);
    }

    private static Schema text() {
        return OASFactory.createSchema().type(List.of(SchemaType.STRING));
    }

    private static Schema integer() {
        return OASFactory.createSchema().type(List.of(SchemaType.INTEGER));
    }
}
