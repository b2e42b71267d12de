package io.enterprisemode.testkit.http;

import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import java.util.Map;

/** The matrix of {@link SampleService}. */
final class SampleMatrix extends IsolationMatrixTest {

    private final SampleService service;
    private final TwoOrganizations two;

    SampleMatrix(SampleService service, TwoOrganizations two) {
        this.service = service;
        this.two = two;
    }

    @Override
    protected TwoOrganizations prepare() {
        return two;
    }

    @Override
    protected Map<String, ?> ids(TestOrganization organization) {
        return Map.of("thingId", service.thingOf(organization));
    }

    @Override
    protected Map<String, ?> idsOfOtherTeam(TestOrganization organization) {
        return ids(organization);
    }
}
