package io.enterprisemode.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.enterprisemode.testkit.http.SampleService.Defect;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The matrix passes a sound service and finds every way to decide access wrongly. */
class IsolationMatrixSelfTest {

    private static final TwoOrganizations TWO = TwoOrganizations.fresh();

    private SampleService service;

    @AfterEach
    void stop() {
        service.close();
        RestAssured.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, ''",
        "UNDECLARED_OPERATION, GET /api/me: has no x-required-permission",
        "UNKNOWN_PERMISSION, POST /api/things: requires the unknown permission billing:mange",
        "READING_IS_ENOUGH, POST /api/things: changes something and requires billing:read",
        "NO_TOKEN_NEEDED, 'GET /api/things without a credential: expected 401, was 200'",
        "SIGNATURE_IGNORED, 'GET /api/me with the token ALTERED: expected 401, was 200'",
        "EXPIRY_IGNORED, 'GET /api/me with the token EXPIRED: expected 401, was 200'",
        "AUDIENCE_IGNORED, 'GET /api/me with the token WRONG_AUDIENCE: expected 401, was 200'",
        "ISSUER_IGNORED, 'GET /api/me with the token WRONG_ISSUER: expected 401, was 200'",
        "MEMBERSHIP_IGNORED, 'GET /api/things as a stranger: expected 404, was 200'",
        "FOREIGN_IS_FORBIDDEN, 'GET /api/things as the owner of another organization: expected 404, was 403'",
        "FOREIGN_IDS_LEAK, 'GET /api/things/{thingId} with ids of another organization: expected 404, was 200'",
        "ROLES_IGNORED, 'POST /api/things as VIEWER, who lacks billing:manage,: expected 403, was 400'",
        "OWNER_REFUSED, 'DELETE /api/things/{thingId} as OWNER, who has org:delete,: unexpectedly 403'",
        "TEAM_ROLE_COUNTS, 'GET /api/things as the owner of a team only: unexpectedly 200'",
        "TEAM_ROLE_COUNTS, 'GET /api/things/{thingId} as the owner of another team: unexpectedly 200'",
        "INSTALLATION_OPEN, 'POST /api/replay as the owner of an organization: expected 403, was 204'",
        "PLAIN_TEXT_ERRORS, 'is text/plain instead of application/problem+json'",
        "STACK_TRACE, 'tells internals'",
        "FAILURE, 'is a failure of the service'"
    })
    void theMatrixFinds(Defect defect, String message) throws IOException {
        service = new SampleService(TWO, defect);
        RestAssured.baseURI = "http://localhost";
        RestAssured.port = service.port();
        SampleMatrix matrix = new SampleMatrix(service, TWO);

        List<String> failures = new ArrayList<>();
        for (Runnable check : List.<Runnable>of(
                matrix::everyOperationDeclaresWhatItRequires,
                matrix::whatChangesSomethingRequiresMoreThanReading,
                matrix::withoutACredentialOnlyPublicOperationsAnswer,
                matrix::flawedCredentialsAreRefused,
                matrix::anotherOrganizationIsNotThere,
                matrix::resourcesOfAnotherOrganizationAreNotThere,
                matrix::rolesDecideAsThePermissionSays,
                matrix::teamRolesGrantNothingOfTheWholeOrganization,
                matrix::resourcesOfAnotherTeamAreOutOfReach,
                matrix::whoeverIsSignedInReachesWhatNeedsNoMore,
                matrix::theInstallationIsForItsOperator)) {
            try {
                check.run();
            } catch (AssertionError e) {
                failures.add(e.getMessage());
            }
        }

        if (message.isEmpty()) {
            assertThat(failures).isEmpty();
        } else {
            assertThat(failures).anyMatch(failure -> failure.contains(message));
        }
    }

    @ParameterizedTest
    @CsvSource("NONE")
    void restAssuredCallsAreChecked(Defect defect) throws IOException {
        service = new SampleService(TWO, defect);
        RestAssured.baseURI = "http://localhost";
        RestAssured.port = service.port();

        assertThatCode(() -> RestAssured.given()
                        .filter(OpenApiConformance.filter())
                        .get("/api/plans")
                        .then()
                        .statusCode(200))
                .doesNotThrowAnyException();
    }
}
