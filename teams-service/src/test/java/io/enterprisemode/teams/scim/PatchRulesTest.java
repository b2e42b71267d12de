package io.enterprisemode.teams.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class PatchRulesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BARBARA = """
            {"userName": "barbara", "active": true, "name": {"givenName": "Barbara", "familyName": "Jensen"},
             "emails": [{"value": "b@acme.example", "type": "work", "primary": true}, {"value": "b@home.example",
              "type": "home"}]}""";

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static ObjectNode patched(ScimType type, String resource, String operations) {
        ObjectNode changed = (ObjectNode) json(resource);
        JsonNode message = json("""
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations": [%s]}""".formatted(operations));
        PatchRequest.read(message).operations().forEach(operation -> PatchRules.apply(type, changed, operation));
        return ResourceRules.canonical(type, changed);
    }

    private static ObjectNode user(String operations) {
        return patched(ScimType.USER, BARBARA, operations);
    }

    private static void assertRefused(ProblemType expected, String operations) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> user(operations))
                .satisfies(e -> assertThat(e.type()).as(e.getMessage()).isEqualTo(expected));
    }

    @Test
    void anAttributeIsSetReplacedAndTaken() {
        assertThat(user("{\"op\": \"add\", \"path\": \"title\", \"value\": \"Boss\"}")
                        .path("title")
                        .asText())
                .isEqualTo("Boss");
        assertThat(user("{\"op\": \"replace\", \"path\": \"USERNAME\", \"value\": \"babs\"}")
                        .path("userName")
                        .asText())
                .isEqualTo("babs");
        assertThat(user("{\"op\": \"remove\", \"path\": \"name\"}").has("name")).isFalse();
        assertThat(user("{\"op\": \"remove\", \"path\": \"name.givenName\"}").path("name"))
                .isEqualTo(json("{\"familyName\": \"Jensen\"}"));
    }

    @Test
    void partsThatAreNotNamedStay() {
        assertThat(user("{\"op\": \"replace\", \"path\": \"name\", \"value\": {\"givenName\": \"Babs\"}}")
                        .path("name"))
                .isEqualTo(json("{\"givenName\": \"Babs\", \"familyName\": \"Jensen\"}"));
    }

    @Test
    void oktaSwitchesOffWithoutAPath() {
        assertThat(user("{\"op\": \"replace\", \"value\": {\"active\": false}}")
                        .path("active")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void entraSwitchesOffWithCapitalsAndText() {
        assertThat(user("{\"op\": \"Replace\", \"path\": \"active\", \"value\": \"False\"}")
                        .path("active"))
                .isEqualTo(json("false"));
    }

    @Test
    void entraNamesPartsInTheFieldsOfAValue() {
        ObjectNode changed = user("""
                {"op": "Add", "value": {"name.givenName": "Babs", "emails[type eq \\"other\\"].value": "o@acme.example",
                  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "Tours", "id": "ignored",
                  "whatever": "ignored"}}""");

        assertThat(changed.path("name").path("givenName").asText()).isEqualTo("Babs");
        assertThat(changed.path("emails").path(2))
                .isEqualTo(json("{\"type\": \"other\", \"value\": \"o@acme.example\"}"));
        assertThat(changed.path(ScimSchema.ENTERPRISE_USER.id())).isEqualTo(json("{\"department\": \"Tours\"}"));
        assertThat(changed.has("id")).isFalse();
    }

    @Test
    void valuesArePickedByAFilter() {
        ObjectNode changed = user("""
                {"op": "replace", "path": "emails[type eq \\"work\\"].value", "value": "new@acme.example"},
                {"op": "remove", "path": "emails[type eq \\"home\\" or value sw \\"x\\"]"}""");

        assertThat(changed.path("emails"))
                .isEqualTo(json("[{\"value\": \"new@acme.example\", \"type\": \"work\", \"primary\": true}]"));
    }

    @Test
    void aNewPrimaryValueReplacesTheOldOne() {
        for (String operation : new String[] {
            "{\"op\": \"add\", \"path\": \"emails\", \"value\": [{\"value\": \"n@acme.example\", \"primary\": true}]}",
            "{\"op\": \"replace\", \"path\": \"emails[type eq \\\"home\\\"].primary\", \"value\": true}"
        }) {
            assertThat(user(operation).path("emails").path(0).path("primary").asBoolean(true))
                    .isFalse();
        }
    }

    @Test
    void whatIsThereIsNotAddedAgain() {
        assertThat(user("{\"op\": \"add\", \"path\": \"emails\", \"value\": {\"value\": \"b@home.example\","
                                + " \"type\": \"home\"}}")
                        .path("emails"))
                .hasSize(2);
    }

    @Test
    void whatAValueMustHaveIsNotTakenFromIt() {
        assertRefused(ScimProblems.MUTABILITY, "{\"op\": \"remove\", \"path\": \"emails.value\"}");
        assertRefused(
                ScimProblems.MUTABILITY, "{\"op\": \"remove\", \"path\": \"emails[type eq \\\"work\\\"].value\"}");
        assertThat(user("{\"op\": \"remove\", \"path\": \"emails.type\"}")
                        .path("emails")
                        .path(1))
                .isEqualTo(json("{\"value\": \"b@home.example\"}"));
    }

    @Test
    void aFilterThatCouldMatchNothingIsRefused() {
        for (String filter : List.of("type eq 5", "primary eq \\\"maybe\\\"", "primary gt true", "value gt null")) {
            assertRefused(ScimProblems.INVALID_FILTER, "{\"op\": \"remove\", \"path\": \"emails[" + filter + "]\"}");
        }
    }

    private static String pathless(int fields) {
        StringJoiner value = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < fields; i++) {
            value.add("\"emails[type eq \\\"t" + i + "\\\"].value\": \"a" + i + "@acme.example\"");
        }
        return "{\"op\": \"add\", \"value\": " + value + "}";
    }

    @Test
    void valuesAreCountedWhileTheyAreAdded() {
        String clean = ", {\"op\": \"remove\", \"path\": \"emails\"}";

        assertThat(user(pathless(ResourceRules.MOST_VALUES - 2) + clean).has("emails"))
                .isFalse();
        assertRefused(ScimProblems.TOO_MANY, pathless(ResourceRules.MOST_VALUES - 1) + clean);
        StringJoiner many = new StringJoiner(", ", "[", "]");
        for (int i = 0; i <= ResourceRules.MOST_VALUES; i++) {
            many.add("\"a" + i + "@acme.example\"");
        }
        assertRefused(
                ScimProblems.TOO_MANY, "{\"op\": \"replace\", \"path\": \"emails\", \"value\": " + many + "}" + clean);
    }

    @Test
    void whatAMessageMayAskForIsBounded() {
        StringJoiner unknown = new StringJoiner(", ", "{", "}");
        StringJoiner parts = new StringJoiner(", ", "{", "}");
        for (int i = 0; i <= PatchLimits.MOST_FIELDS; i++) {
            unknown.add("\"unknown" + i + "\": 1");
            parts.add("\"part" + i + "\": 1");
        }
        assertRefused(ScimProblems.TOO_MANY, "{\"op\": \"add\", \"value\": " + unknown + "}");
        assertRefused(
                ScimProblems.TOO_MANY,
                "{\"op\": \"add\", \"value\": {\"" + ScimSchema.ENTERPRISE_USER.id() + "\": " + parts + "}}");
        assertRefused(ScimProblems.TOO_MANY, "{\"op\": \"add\", \"path\": \"name\", \"value\": " + parts + "}");
        assertRefused(
                ScimProblems.INVALID_PATH,
                "{\"op\": \"add\", \"value\": {\"" + "u".repeat(PatchLimits.LONGEST_PATH + 1) + "\": 1}}");
        String comparisons = String.join(" or ", Collections.nCopies(FilterParser.MOST_COMPARISONS, "type pr"));
        String picking = "{\"op\": \"remove\", \"path\": \"emails[" + comparisons + "]\"}";
        int enough = PatchLimits.MOST_COMPARISONS / FilterParser.MOST_COMPARISONS;
        assertThat(user(String.join(", ", Collections.nCopies(enough, picking))).has("emails"))
                .isFalse();
        assertRefused(ScimProblems.TOO_MANY, String.join(", ", Collections.nCopies(enough + 1, picking)));
    }

    @Test
    void theErrorsAreThoseOfTheStandard() {
        assertRefused(ScimProblems.NO_TARGET, "{\"op\": \"remove\"}");
        assertRefused(
                ScimProblems.NO_TARGET,
                "{\"op\": \"replace\", \"path\": \"emails[type sw \\\"x\\\"].value\", \"value\": \"x\"}");
        assertRefused(ScimProblems.INVALID_PATH, "{\"op\": \"add\", \"path\": \"nothing\", \"value\": 1}");
        assertRefused(ScimProblems.INVALID_PATH, "{\"op\": \"add\", \"path\": \"emails[\", \"value\": 1}");
        assertRefused(ScimProblems.INVALID_PATH, "{\"op\": \"add\", \"path\": \"title[a eq 1]\", \"value\": 1}");
        assertRefused(ScimProblems.INVALID_PATH, "{\"op\": \"remove\", \"path\": \"emails[nothing eq 1]\"}");
        assertRefused(ScimProblems.MUTABILITY, "{\"op\": \"replace\", \"path\": \"groups\", \"value\": []}");
        assertRefused(ScimProblems.INVALID_VALUE, "{\"op\": \"add\", \"path\": \"title\", \"value\": {\"a\": 1}}");
        assertRefused(ScimProblems.INVALID_VALUE, "{\"op\": \"add\", \"path\": \"active\", \"value\": \"maybe\"}");
        assertRefused(ScimProblems.INVALID_VALUE, "{\"op\": \"remove\", \"path\": \"userName\"}");
        assertRefused(ScimProblems.INVALID_VALUE, "{\"op\": \"add\", \"value\": \"x\"}");
        assertRefused(ScimProblems.INVALID_SYNTAX, "{\"op\": \"move\", \"path\": \"title\", \"value\": \"x\"}");
        assertRefused(
                ScimProblems.TOO_MANY,
                "{\"op\": \"remove\", \"path\": \"title\"},".repeat(PatchRequest.MOST_OPERATIONS)
                        + "{\"op\": \"remove\", \"path\": \"title\"}");
    }
}
