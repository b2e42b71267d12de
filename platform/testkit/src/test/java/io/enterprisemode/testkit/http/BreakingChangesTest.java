package io.enterprisemode.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakingChangesTest {

    private static final String API = """
            {"paths": {"/teams": {
               "get": {"parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                       "responses": {"200": {"content":
                         {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}}},
               "post": {"requestBody": {"content":
                         {"application/json": {"schema": {"$ref": "#/components/schemas/Input"}}}},
                        "responses": {"201": {}, "409": {}}}}},
             "components": {"schemas": {
               "Page": {"type": "object", "properties": {"items": {"type": "array",
                "items": {"$ref": "#/components/schemas/Team"}}}},
               "Team": {"type": "object", "properties":
                {"name": {"type": "string"}, "parent": {"$ref": "#/components/schemas/Team"}}},
               "Input": {"type": "object", "required": ["name"],
                         "properties": {"name": {"type": "string"},
                          "role": {"type": "string", "enum": ["ADMIN", "MEMBER"]}}}}}}""";

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"get\": {\"parameters\" | \"put\": {\"parameters\" | GET /teams is gone",
                "\"name\": \"limit\" | \"name\": \"size\" | GET /teams takes no query parameter limit any more",
                "{\"type\": \"integer\"} | {\"type\": \"boolean\"} | GET /teams query parameter limit "
                        + "is \"boolean\" instead of \"integer\"",
                "\"in\": \"query\" | \"in\": \"query\", \"required\": true | GET /teams requires query parameter limit",
                "{\"name\": {\"type\": \"string\"}, \"parent\" | {\"title\": {\"type\": \"string\"}, \"parent\" | "
                        + "GET /teams 200.items[] has no name any more",
                "{\"name\": {\"type\": \"string\"}, \"parent\" | {\"name\": {\"type\": \"number\"}, \"parent\" | "
                        + "GET /teams 200.items[].name is \"number\" instead of \"string\"",
                "\"required\": [\"name\"] | \"required\": [\"name\", \"role\"] | POST /teams request requires role",
                "[\"ADMIN\", \"MEMBER\"] | [\"ADMIN\"] | POST /teams request.role may not be MEMBER any more",
                "\"201\": {} | \"202\": {} | POST /teams does not answer 201 any more",
                "\"application/json\": {\"schema\": {\"$ref\": \"#/components/schemas/Input\"}} | \"text/csv\": {} |"
                        + " POST /teams request has no application/json any more"
            })
    void whatAClientStumblesOverIsFound(String old, String now, String found) throws JsonProcessingException {
        String changed = API.replace(old, now);
        assertThat(changed).isNotEqualTo(API);
        assertThat(BreakingChanges.between(json(API), json(changed))).contains(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"paths\": { | \"paths\": {\"/new\": {\"get\": {}}, ",
                "\"409\": {} | \"409\": {}, \"404\": {}",
                "\"parent\": {\"$ref\" | \"size\": {\"type\": \"integer\"}, \"parent\": {\"$ref\"",
                "[\"ADMIN\", \"MEMBER\"] | [\"ADMIN\", \"MEMBER\", \"OWNER\"]",
                "\"required\": [\"name\"], | ''"
            })
    void additionsAndLiberationsAreFine(String old, String now) throws JsonProcessingException {
        String changed = API.replace(old, now.equals("''") ? "" : now);
        assertThat(changed).isNotEqualTo(API);
        assertThat(BreakingChanges.between(json(API), json(changed))).isEmpty();
    }
}
