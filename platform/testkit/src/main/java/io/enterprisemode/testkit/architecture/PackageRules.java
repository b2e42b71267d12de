package io.enterprisemode.testkit.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * What holds between the packages of any module. A module subclasses it with its base package, such as
 * {@code io.enterprisemode.web}.
 */
public abstract class PackageRules {

    private static final Map<String, JavaClasses> PRODUCTION = new ConcurrentHashMap<>();

    private final String base;

    protected PackageRules(String base) {
        this.base = base;
    }

    /** Full names of classes whose dependencies may close a circle; better none. */
    protected Set<String> classesInCycles() {
        return Set.of();
    }

    @Test
    protected void packagesFormNoCycles() {
        check(slices().assignedFrom(new PackageOf(base))
                .should()
                .beFreeOfCycles()
                .ignoreDependency(
                        describe("may be in a circle", type -> classesInCycles().contains(type.getName())),
                        alwaysTrue()));
    }

    /** Checks the rule on the production code of the module. */
    final void check(ArchRule rule) {
        JavaClasses production = production(base);
        assertThat(production.size()).as("classes in " + base).isPositive();
        rule.allowEmptyShould(true).check(production);
    }

    final JavaClasses production(String root) {
        return PRODUCTION.computeIfAbsent(
                root,
                name -> new ClassFileImporter()
                        .withImportOption(productionCode())
                        .importPackages(name));
    }

    ImportOption productionCode() {
        return ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
    }

    /** Each package is a slice by itself, the base package, too. */
    private record PackageOf(String base) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return name.equals(base) || name.startsWith(base + ".")
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the packages of " + base;
        }
    }
}
