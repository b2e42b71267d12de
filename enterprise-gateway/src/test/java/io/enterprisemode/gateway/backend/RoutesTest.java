package io.enterprisemode.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {

    @ParameterizedTest
    @CsvSource({
        "/api/reports/audit, audit",
        "/api/reports/audit/export, audit",
        "/api/reports/auditors, reporting",
        "/api/reports/financial, reporting",
        "/api/billing/usage, billing",
        "/api/v1/events, billing",
        "/api/organizations, teams",
        "/api/me, teams",
        "/scim/v2/Users, teams",
        "/access/v1/evaluation, teams",
        "/access/v1/search/subject, teams",
        "/.well-known/authzen-configuration, teams",
        "/api/operations/billing/dead-letters/audit.events.v1, billing"
    })
    void aPathBelongsToOneService(String path, String service) {
        assertThat(Routes.serviceOf(path)).contains(service);
    }

    @Test
    void whatNobodyOwnsIsNotForwarded() {
        assertThat(Routes.serviceOf("/api/enterprise/summary")).isEmpty();
        assertThat(Routes.serviceOf("/api/billings")).isEmpty();
        assertThat(Routes.serviceOf("/.well-known/security.txt")).isEmpty();
        assertThat(Routes.serviceOf("/")).isEmpty();
    }
}
