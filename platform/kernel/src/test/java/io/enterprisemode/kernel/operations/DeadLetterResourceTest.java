package io.enterprisemode.kernel.operations;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithSuite("sample")
class DeadLetterResourceTest {

    private static final String PATH = "/api/operations/sample/dead-letters/" + Topics.AUDIT_EVENTS;

    @ParameterizedTest
    @ValueSource(strings = {"many", "1.5", "0", "1001", "9999999999"})
    void aLimitThatCannotBeTakenIsNamed(String limit) {
        for (Response answer : List.of(
                asOperator().queryParam("limit", limit).get(PATH),
                onNobodysLetters().queryParam("limit", limit).post(PATH + "/replay"),
                onNobodysLetters().queryParam("limit", limit).post(PATH + "/discard"))) {
            answer.then()
                    .statusCode(400)
                    .body("type", equalTo("/problems/validation-failed"))
                    .body("errors.pointer", equalTo(List.of("limit")));
        }
    }

    @Test
    void theLargestLimitIsTaken() {
        asOperator().queryParam("limit", 1_000).get(PATH).then().statusCode(200);
        onNobodysLetters()
                .queryParam("limit", 1_000)
                .post(PATH + "/replay")
                .then()
                .statusCode(200)
                .body("items", equalTo(List.of()));
    }

    /** Of replay and discard only the body selects. */
    @Test
    void aSelectionInTheWrongPlaceSendsNothingAgain() {
        asOperator()
                .queryParam("organizationId", UUID.randomUUID())
                .post(PATH + "/replay")
                .then()
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("organizationId")))
                .body("errors.detail", equalTo(List.of("is not a known parameter, those are limit")));
    }

    private static RequestSpecification asOperator() {
        return given().auth().oauth2(Tokens.operator().signed());
    }

    private static RequestSpecification onNobodysLetters() {
        return asOperator().contentType("application/json").body(Map.of("organizationId", UUID.randomUUID()));
    }
}
