package io.enterprisemode.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrganizationInStatementsTest {

    private static final String SAMPLES = "io.enterprisemode.testkit.architecture.samples.statements";
    private static final Set<String> TABLES = Set.of("invoice", "customer");

    @Test
    void aTableThatIsReadWithoutTheOrganizationIsFound() {
        assertThat(violations(Map.of()))
                .hasSize(2)
                .allMatch(each -> each.contains("without naming"))
                .anyMatch(each -> each.contains("due_at"))
                .anyMatch(each -> each.contains("exists (select 1 from customer"));
    }

    @Test
    void anExceptionIsNamedAndMustBeOne() {
        assertThat(violations(Map.of("due_at <", "dunning", "from customer where id", "a sample")))
                .isEmpty();
        assertThat(violations(Map.of("due_at <", "dunning", "from customer where id", "a sample", "no such", "stale")))
                .containsExactly("no statement has the exception: no such");
    }

    private static List<String> violations(Map<String, String> exceptions) {
        return OrganizationInStatements.violationsIn(
                new com.tngtech.archunit.core.importer.ClassFileImporter().importPackages(SAMPLES), TABLES, exceptions);
    }
}
