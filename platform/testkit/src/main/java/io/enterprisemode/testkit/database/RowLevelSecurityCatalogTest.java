package io.enterprisemode.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Proves over every table, view, partition, function, policy and grant of a service's database that organizations are
 * kept apart: by the catalog ({@link CatalogRule}) and by attempts of the app role. A service subclasses it with
 * {@code @QuarkusTest @WithSuite} and its name, so that its migrations have run.
 */
public abstract class RowLevelSecurityCatalogTest {

    private final String service;

    protected RowLevelSecurityCatalogTest(String service) {
        this.service = service;
    }

    /**
     * Tables without {@code org_id}, which hold nothing of any organization; those of the kernel and of Flyway are
     * known.
     */
    protected Set<String> tablesWithoutOrganization() {
        return Set.of();
    }

    /** Unique indexes that do not lead with {@code org_id} because their values cannot be guessed. */
    protected Set<String> globallyUniqueIndexes() {
        return Set.of();
    }

    /** Functions that run as their owner. */
    protected Set<String> securityDefinerFunctions() {
        return Set.of();
    }

    /** Every grant, see {@link CatalogExpectations#grants()}; empty: not compared. */
    protected Optional<Set<String>> expectedGrants() {
        return Optional.empty();
    }

    /** SQL expressions by column for a made-up row of a table whose constraints cannot be guessed. */
    protected Map<String, String> sampleValues(String table) {
        return Map.of();
    }

    @ParameterizedTest
    @EnumSource
    protected void theCatalogKeepsTheRule(CatalogRule rule) {
        assertNone(catalog -> catalog.violations(rule));
    }

    @Test
    protected void theGrantsAreTheExpectedOnes() {
        assertNone(DatabaseCatalog::unexpectedGrants);
    }

    @Test
    protected void thereAreTenantTables() {
        try (DatabaseCatalog catalog = catalog()) {
            assertThat(catalog.tenantTables()).as("the migrations have run").isNotEmpty();
        }
    }

    @Test
    protected void withoutAnOrganizationTheAppReadsNothing() {
        assertNone(catalog -> probe(catalog).readingWithoutOrganization());
    }

    @Test
    protected void theAppCannotAddressPartitions() {
        assertNone(catalog -> probe(catalog).reachingPartitions());
    }

    @Test
    protected void theAppCannotReachAnotherOrganizationInAnyTable() {
        assertNone(catalog -> probe(catalog).reachingAnotherOrganization());
    }

    private void assertNone(Function<DatabaseCatalog, List<String>> violations) {
        try (DatabaseCatalog catalog = catalog()) {
            List<String> found = violations.apply(catalog);
            assertThat(found)
                    .as(() -> "violations in database " + service + ":\n" + String.join("\n", found))
                    .isEmpty();
        }
    }

    private DatabaseCatalog catalog() {
        return DatabaseCatalog.of(
                ServiceDatabase.of(service),
                new CatalogExpectations(
                        service,
                        tablesWithoutOrganization(),
                        globallyUniqueIndexes(),
                        securityDefinerFunctions(),
                        expectedGrants()));
    }

    private TenantIsolationProbe probe(DatabaseCatalog catalog) {
        return new TenantIsolationProbe(ServiceDatabase.of(service), catalog, this::sampleValues);
    }
}
