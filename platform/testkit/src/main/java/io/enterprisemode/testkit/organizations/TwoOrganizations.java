package io.enterprisemode.testkit.organizations;

/**
 * What every test of data starts with: two organizations that must not see each other, and somebody who belongs to
 * neither.
 *
 * @param a the organization a test works in
 * @param b the other one
 * @param stranger signed in, member of nothing
 */
public record TwoOrganizations(TestOrganization a, TestOrganization b, TestUser stranger) {

    /** New organizations with ids and people that no other test uses. */
    public static TwoOrganizations fresh() {
        TestOrganization acme = TestOrganization.named("Acme");
        TestOrganization globex = TestOrganization.named("Globex");
        return new TwoOrganizations(acme, globex, new TestUser("stranger-" + Ids.next()));
    }

    /** New organizations, told to the service under test through the topics of teams-service. */
    public static TwoOrganizations published() {
        TwoOrganizations organizations = fresh();
        AccessEvents.publish(organizations.a());
        AccessEvents.publish(organizations.b());
        return organizations;
    }
}
