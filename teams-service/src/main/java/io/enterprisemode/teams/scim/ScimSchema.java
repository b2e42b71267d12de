package io.enterprisemode.teams.scim;

import io.enterprisemode.teams.scim.ScimAttribute.Mutability;
import java.util.List;

/**
 * A schema (RFC 7643, section 7): what is read, kept, found and told follows from these definitions.
 *
 * @param id URN
 */
record ScimSchema(String id, String name, String description, List<ScimAttribute> attributes) {

    /** RFC 7643, section 4.1; photographs and certificates are left out, passwords are not kept. */
    static final ScimSchema USER = new ScimSchema(
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "User",
            "A person of the identity provider",
            List.of(
                    ScimAttribute.text("userName", "Name to sign in with, unique in the organization")
                            .mandatory()
                            .unique(),
                    externalId(),
                    ScimAttribute.complex(
                            "name",
                            "The parts of the person's name",
                            ScimAttribute.text("formatted", "The full name"),
                            ScimAttribute.text("familyName", "Family name"),
                            ScimAttribute.text("givenName", "Given name"),
                            ScimAttribute.text("middleName", "Middle names"),
                            ScimAttribute.text("honorificPrefix", "Title before the name"),
                            ScimAttribute.text("honorificSuffix", "Title after the name")),
                    ScimAttribute.text("displayName", "Name to show"),
                    ScimAttribute.text("nickName", "Casual name"),
                    ScimAttribute.of("profileUrl", ScimAttribute.Type.REFERENCE, "Address of a profile page"),
                    ScimAttribute.text("title", "Position, such as Vice President"),
                    ScimAttribute.text("userType", "Relation to the organization, such as Contractor"),
                    ScimAttribute.text("preferredLanguage", "Languages as in Accept-Language"),
                    ScimAttribute.text("locale", "Language tag, such as en-US"),
                    ScimAttribute.text("timezone", "IANA time zone, such as Europe/Paris"),
                    ScimAttribute.of(
                            "active",
                            ScimAttribute.Type.BOOLEAN,
                            "Whether the person has access; false takes it at once"),
                    ScimAttribute.text("password", "Accepted and forgotten: nobody signs in here")
                            .with(Mutability.WRITE_ONLY),
                    values(
                            "emails",
                            "E-mail addresses; one of them, or userName, says who the person is on signing in"),
                    values("phoneNumbers", "Telephone numbers"),
                    values("ims", "Addresses for instant messages"),
                    ScimAttribute.complex(
                                    "addresses",
                                    "Postal addresses",
                                    ScimAttribute.text("formatted", "The whole address"),
                                    ScimAttribute.text("streetAddress", "Street and number"),
                                    ScimAttribute.text("locality", "Town"),
                                    ScimAttribute.text("region", "State or region"),
                                    ScimAttribute.text("postalCode", "Postal code"),
                                    ScimAttribute.text("country", "Country, ISO 3166-1 alpha-2"),
                                    ScimAttribute.text("type", "Such as work"),
                                    ScimAttribute.of(
                                            "primary", ScimAttribute.Type.BOOLEAN, "Whether it is the preferred one"))
                            .many(),
                    ScimAttribute.complex(
                                    "groups",
                                    "The groups the user belongs to; changed on the groups",
                                    ScimAttribute.text("value", "Id of the group")
                                            .exact()
                                            .with(Mutability.READ_ONLY),
                                    ScimAttribute.of("$ref", ScimAttribute.Type.REFERENCE, "Address of the group")
                                            .with(Mutability.READ_ONLY),
                                    ScimAttribute.text("display", "Name of the group")
                                            .with(Mutability.READ_ONLY),
                                    ScimAttribute.text("type", "direct").with(Mutability.READ_ONLY))
                            .many()
                            .with(Mutability.READ_ONLY),
                    values(
                            "entitlements",
                            "What the person is entitled to, as the identity provider says; kept, gives nothing"),
                    values("roles", "Roles, as the identity provider says; kept, gives nothing")));

    /** RFC 7643, section 4.3. */
    static final ScimSchema ENTERPRISE_USER = new ScimSchema(
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            "EnterpriseUser",
            "What companies say of their people",
            List.of(
                    ScimAttribute.text("employeeNumber", "Number of the employee"),
                    ScimAttribute.text("costCenter", "Cost center"),
                    ScimAttribute.text("organization", "Organization"),
                    ScimAttribute.text("division", "Division"),
                    ScimAttribute.text("department", "Department"),
                    ScimAttribute.complex(
                            "manager",
                            "The person's manager",
                            ScimAttribute.text("value", "Id of the manager"),
                            ScimAttribute.of("$ref", ScimAttribute.Type.REFERENCE, "Address of the manager"),
                            ScimAttribute.text("displayName", "Name of the manager"))));

    /** Who a user is here. */
    static final ScimSchema MEMBERSHIP = new ScimSchema(
            "urn:enterprisemode:params:scim:schemas:extension:membership:2.0:User",
            "Membership",
            "Who the user is in this service, once that person has signed in",
            List.of(
                    ScimAttribute.text("principalId", "Id of the member")
                            .exact()
                            .with(Mutability.READ_ONLY),
                    ScimAttribute.of("linkedAt", ScimAttribute.Type.DATE_TIME, "When that person first signed in")
                            .with(Mutability.READ_ONLY)));

    /** RFC 7643, section 4.2. */
    static final ScimSchema GROUP = new ScimSchema(
            "urn:ietf:params:scim:schemas:core:2.0:Group",
            "Group",
            "A team; its members hold the role MEMBER on it",
            List.of(
                    ScimAttribute.text("displayName", "Name of the team").mandatory(),
                    externalId(),
                    ScimAttribute.complex(
                                    "members",
                                    "The users of the group",
                                    ScimAttribute.text("value", "Id of the user")
                                            .mandatory()
                                            .exact()
                                            .with(Mutability.IMMUTABLE),
                                    ScimAttribute.of("$ref", ScimAttribute.Type.REFERENCE, "Address of the user")
                                            .with(Mutability.READ_ONLY),
                                    ScimAttribute.text("display", "Name of the user")
                                            .with(Mutability.READ_ONLY),
                                    ScimAttribute.text("type", "User: groups have no groups in them")
                                            .with(Mutability.IMMUTABLE))
                            .many()));

    static final List<ScimSchema> ALL = List.of(USER, ENTERPRISE_USER, MEMBERSHIP, GROUP);

    ScimSchema {
        attributes = List.copyOf(attributes);
    }

    private static ScimAttribute externalId() {
        return ScimAttribute.text("externalId", "Id at the identity provider").exact();
    }

    private static ScimAttribute values(String name, String description) {
        return ScimAttribute.complex(
                        name,
                        description,
                        ScimAttribute.text("value", "The value").mandatory(),
                        ScimAttribute.text("display", "The value for people to read"),
                        ScimAttribute.text("type", "Such as work or home"),
                        ScimAttribute.of("primary", ScimAttribute.Type.BOOLEAN, "Whether it is the preferred one"))
                .many();
    }
}
