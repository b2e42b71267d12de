package io.enterprisemode.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.HashMap;
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
                .hasSize(3)
                .allMatch(each -> each.contains("without naming"))
                .anyMatch(each -> each.contains("due_at"))
                .anyMatch(each -> each.contains("asked (id)"))
                .anyMatch(each -> each.contains("exists (select 1 from customer"));
    }

    @Test
    void anExceptionIsNamedAndMustBeOne() {
        Map<String, String> exceptions =
                Map.of("due_at <", "dunning", "from customer where id", "a sample", "asked (id)", "another one");
        assertThat(violations(exceptions)).isEmpty();
        Map<String, String> withStale = new HashMap<>(exceptions);
        withStale.put("no such", "stale");
        assertThat(violations(withStale)).containsExactly("no statement has the exception: no such");
    }

    @Test
    void ofTheStatementsThatSeveralShareOnlyTheseAreHeld() {
        JavaClasses classes = new ClassFileImporter().importPackages(SAMPLES);
        assertThat(OrganizationInStatements.violationsOfSharedIn(classes, TABLES, 2))
                .singleElement()
                .asString()
                .contains("asked (id)");
        assertThat(OrganizationInStatements.violationsOfSharedIn(classes, Set.of(), 3))
                .containsExactly("of 3 statements there are 2");
    }

    private static List<String> violations(Map<String, String> exceptions) {
        return OrganizationInStatements.violationsIn(
                new ClassFileImporter().importPackages(SAMPLES), TABLES, exceptions);
    }
}
