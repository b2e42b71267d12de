package io.enterprisemode.teams;

import io.enterprisemode.testkit.architecture.ArchitectureRules;
import java.util.Map;
import java.util.Set;

class ArchitectureTest extends ArchitectureRules {

    ArchitectureTest() {
        super("io.enterprisemode.teams");
    }

    @Override
    protected Set<String> pureRules() {
        return Set.of(
                "EmailAddress", "AccessFacts", "DomainName", "FilterParser", "Projection", "TaxId", "ValueFilter");
    }

    @Override
    protected Map<String, String> longConstructors() {
        return Map.ofEntries(
                Map.entry("ApiKey", "an entity is made complete"),
                Map.entry("ApiKeyService", "a use case names its collaborators: rows, rights, journal and clock"),
                Map.entry("DomainService", "a use case names its collaborators: rows, rights, lookups and journal"),
                Map.entry(
                        "InvitationService",
                        "a use case names its collaborators: rows, seats, mail, rights and journal"),
                Map.entry("Memberships", "roles change in one place, which tells all observers of it"),
                Map.entry(
                        "ProvisionedUsers",
                        "a use case names its collaborators: rows, memberships, domains and journal"),
                Map.entry("ScimGroupService", "a use case names its collaborators: rows, members, teams and journal"),
                Map.entry("ScimUserService", "a use case names its collaborators: rows, members, access and journal"),
                Map.entry(
                        "OrganizationService",
                        "a use case names its collaborators: rows, rights, allowance and journal"),
                Map.entry("WorkspaceService", "a use case names its collaborators: rows, teams, seats and journal"));
    }
}
