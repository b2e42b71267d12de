package io.enterprisemode.teams.permission;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.architecture.OrganizationInStatements;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Permissions are read by the worker door: see docs/decisions/0009-access-is-read-by-the-worker-door.md. */
class AccessStatementsTest {

    @Test
    void whatIsReadOfOneOrganizationNamesIt() {
        assertThat(OrganizationInStatements.violations(
                        "io.enterprisemode.teams.permission",
                        Set.of("organization", "team", "workspace", "principal", "role_assignment", "api_key"),
                        Map.of(
                                "with recursive candidate",
                                "in which organizations a caller has a role is asked over all of them",
                                "where key_id = $1",
                                "an API key tells the organization, it is not known before")))
                .isEmpty();
    }
}
