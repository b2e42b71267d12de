package io.enterprisemode.testkit.database;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;

/** A schema that keeps every rule passes the whole test. */
class SoundSchemaTest extends RowLevelSecurityCatalogTest {

    SoundSchemaTest() {
        super("sound");
    }

    @BeforeAll
    static void schema() {
        SampleSchema.create("sound");
    }

    @Override
    protected Set<String> tablesWithoutOrganization() {
        return Set.of("plan");
    }

    @Override
    protected Set<String> globallyUniqueIndexes() {
        return Set.of("uq_invoice_token");
    }

    @Override
    protected Optional<Set<String>> expectedGrants() {
        return Optional.of(Set.of(
                "app SELECT ON plan",
                "app SELECT ON open_invoice",
                "app SELECT,INSERT,UPDATE,DELETE ON invoice",
                "app SELECT,INSERT,UPDATE,DELETE ON invoice_line",
                "app SELECT,INSERT,UPDATE,DELETE ON event",
                "worker SELECT ON invoice",
                "worker SELECT ON invoice_line",
                "worker SELECT ON event",
                "worker SELECT,INSERT ON note"));
    }
}
