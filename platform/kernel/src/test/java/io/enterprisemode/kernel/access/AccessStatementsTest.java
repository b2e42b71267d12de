package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.architecture.OrganizationInStatements;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The view is read by the worker door: see docs/decisions/0009-access-is-read-by-the-worker-door.md. */
class AccessStatementsTest {

    @Test
    void whatIsReadOfOneOrganizationNamesIt() {
        assertThat(OrganizationInStatements.violations(
                        "io.enterprisemode.kernel.access",
                        Set.of("access_membership", "access_node", "access_api_key"),
                        Map.of(
                                "a.org_id = i.org_id",
                                "usage of several organizations is asked about together, each workspace with its "
                                        + "organization",
                                "m.principal_id = $1",
                                "in which organizations a caller has a role is asked over all of them",
                                "key_id = $1",
                                "an API key tells the organization, it is not known before",
                                "k.key_id = $2",
                                "the key of a record about an API key tells no organization")))
                .isEmpty();
    }
}
