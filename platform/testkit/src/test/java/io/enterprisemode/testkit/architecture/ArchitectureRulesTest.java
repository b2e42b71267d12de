package io.enterprisemode.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureRulesTest {

    private static final String SAMPLES = "io.enterprisemode.testkit.architecture.samples.";

    private final SampleRules sound = new SampleRules(SAMPLES + "sound");
    private final SampleRules broken = new SampleRules(SAMPLES + "broken");

    @Test
    void aSoundModulePasses() {
        for (Runnable rule : List.<Runnable>of(
                sound::onlyTheKernelOpensSessionsTransactionsAndPools,
                sound::rulesKnowNoFramework,
                sound::nothingIsKeptOnThreads,
                sound::namesSayWhatAClassIs,
                sound::dependenciesComeThroughTheConstructor,
                sound::servicesDoNotKnowEachOther,
                sound::featuresFormNoCycles,
                sound::packagesFormNoCycles,
                sound::resourcesDoNotTouchData,
                sound::parametersComeAsText,
                sound::accessIsDeclaredOnClassesOnly,
                sound::nobodyBlocks,
                sound::rowsAreDeletedByStatements,
                sound::onlyTheKernelBindsOrganizations)) {
            assertThatCode(rule::run).doesNotThrowAnyException();
        }
    }

    @Test
    void everyBrokenWallIsNamed() {
        fails(broken::onlyTheKernelOpensSessionsTransactionsAndPools, "javax.sql.DataSource");
        fails(broken::rulesKnowNoFramework, "TaxTable");
        fails(broken::rulesKnowNoFramework, "java.time.Clock");
        fails(broken::nothingIsKeptOnThreads, "ThreadLocal");
        fails(broken::namesSayWhatAClassIs, "OrderUtils");
        fails(broken::dependenciesComeThroughTheConstructor, "TaxTable.injected");
        fails(broken::servicesDoNotKnowEachOther, "io.enterprisemode.othermodule.Thing");
        fails(broken::featuresFormNoCycles, "Cycle detected");
        fails(broken::packagesFormNoCycles, "Cycle detected");
        fails(broken::resourcesDoNotTouchData, "java.sql.Connection");
        fails(broken::nobodyBlocks, "Thread.sleep");
        fails(broken::rowsAreDeletedByStatements, "OrderRepository");
        fails(broken::onlyTheKernelBindsOrganizations, "app.org_id");
    }

    @Test
    void aModuleWithoutClassesFails() {
        fails(new SampleRules("io.enterprisemode.nothing")::nobodyBlocks, "classes in io.enterprisemode.nothing");
    }

    private static void fails(Runnable rule, String message) {
        assertThatThrownBy(rule::run).isInstanceOf(AssertionError.class).hasMessageContaining(message);
    }

    private static final class SampleRules extends ArchitectureRules {

        SampleRules(String base) {
            super(base);
        }

        @Override
        ImportOption productionCode() {
            return location -> true;
        }
    }
}
