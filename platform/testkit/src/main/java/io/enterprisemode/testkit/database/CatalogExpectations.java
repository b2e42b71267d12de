package io.enterprisemode.testkit.database;

import java.util.Optional;
import java.util.Set;

/**
 * What a database is allowed to have beside tenant tables in the usual form.
 *
 * @param service name of the service, prefix of its roles
 * @param tablesWithoutOrganization tables that hold nothing of any organization
 * @param globallyUnique unique indexes of tenant tables that do not lead with {@code org_id}, because their values
 *     cannot be guessed
 * @param securityDefiner functions that run as their owner
 * @param grants every grant to the app and worker roles, as {@code app SELECT,INSERT ON invoice}, privileges in the
 *     order SELECT, INSERT, UPDATE, DELETE; empty: only the kinds of privileges are checked
 */
public record CatalogExpectations(
        String service,
        Set<String> tablesWithoutOrganization,
        Set<String> globallyUnique,
        Set<String> securityDefiner,
        Optional<Set<String>> grants) {

    public CatalogExpectations {
        tablesWithoutOrganization = Set.copyOf(tablesWithoutOrganization);
        globallyUnique = Set.copyOf(globallyUnique);
        securityDefiner = Set.copyOf(securityDefiner);
        grants = grants.map(Set::copyOf);
    }

    /** Tenant tables only, no exceptions. */
    public static CatalogExpectations strict(String service) {
        return new CatalogExpectations(service, Set.of(), Set.of(), Set.of(), Optional.empty());
    }
}
