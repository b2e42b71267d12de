package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.systemtests.CapabilityLists.Capability;
import io.enterprisemode.systemtests.CapabilityLists.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/capabilities.md} names is there, in the modules of its area. */
class CapabilitiesTest {

    private static final Path ROOT = Path.of("..");
    private static final Path WEB = ROOT.resolve("enterprise-gateway/src/main/resources/web/app");

    /** The names under which the suite's capabilities are known elsewhere. */
    private static final List<String> KNOWN_ELSEWHERE = List.of(
            "teams",
            "team_members",
            "OrgPermissionService",
            "billing_plans",
            "subscriptions",
            "BillingEngine",
            "usage_events",
            "metering_counters",
            "UsageMeteringService",
            "PlanEnforcement",
            "invoice_history",
            "plan_overages",
            "financial_reports",
            "FinancialReportingService",
            "usage_rollups",
            "cost_projections",
            "UsageAnalyticsService",
            "audit_events",
            "AuditComplianceService",
            "EnterpriseSummaryReportService",
            "EnterpriseReadinessChecks");

    /** What a migration makes, takes away or renames. */
    private static final Pattern TABLE_CHANGE =
            Pattern.compile("(?im)^\\s*(?:create (?:unlogged )?table (?:if not exists )?(?<made>\\w+)"
                    + "|drop table (?:if exists )?(?<dropped>\\w+)"
                    + "|alter table (?<before>\\w+)\\s+rename to (?<after>\\w+))");

    private static final Pattern MIGRATION = Pattern.compile("V(\\d+(?:_\\d+)*)__\\w+\\.sql");

    /** The path of a page: a text, or the name of a constant. */
    private static final Pattern PAGE_PATH = Pattern.compile("\\bpath: (?:'(?<text>[^']+)'|(?<constant>[A-Z_]+))");

    private final List<Capability> capabilities = CapabilityLists.read(ROOT.resolve("docs/capabilities.md"));

    CapabilitiesTest() throws IOException {}

    @Test
    void everyCapabilityIsOfAnAreaWhoseModulesAreThere() {
        assertThat(capabilities)
                .isNotEmpty()
                .allSatisfy(capability -> assertThat(capability.modules())
                        .isNotEmpty()
                        .allSatisfy(module -> assertThat(ROOT.resolve(module).resolve("pom.xml"))
                                .exists()));
    }

    @Test
    void noCapabilityIsThereTwice() {
        assertThat(capabilities).extracting(Capability::title).doesNotHaveDuplicates();
    }

    @Test
    void everyRuleIsAClass() {
        assertThat(unknown(Field.RULE, module -> classes(module, "src/main/java"), Set::contains))
                .isEmpty();
    }

    @Test
    void everyTestIsAClass() {
        assertThat(unknown(Field.TEST, module -> classes(module, "src/test/java"), Set::contains))
                .isEmpty();
    }

    @Test
    void everyEndpointIsAnOperation() {
        assertThat(unknown(Field.ENDPOINT, CapabilitiesTest::operations, CapabilitiesTest::hasEveryMethod))
                .isEmpty();
    }

    @Test
    void everyTableIsMadeByAMigration() {
        assertThat(unknown(Field.TABLE, CapabilitiesTest::tables, Set::contains))
                .isEmpty();
    }

    @Test
    void everyTopicIsKnown() {
        assertThat(unknown(
                        Field.TOPIC,
                        module -> Set.of(),
                        (none, name) -> Topics.byName(name).isPresent()))
                .isEmpty();
    }

    @Test
    void everyPageIsARoute() throws IOException {
        Set<String> pages = pages();

        assertThat(unknown(Field.PAGE, module -> pages, Set::contains)).isEmpty();
    }

    @Test
    void theNamesThatAreKnownElsewhereAreToldOfCapabilities() {
        assertThat(capabilities)
                .flatExtracting(capability -> capability.quotedIn(Field.OTHER_NAMES))
                .containsAll(KNOWN_ELSEWHERE);
    }

    /**
     * The names of a field that are not there, each with its capability.
     *
     * @param inModule what there is in a module
     * @param isThere whether a name is, among all there is in the modules of an area
     */
    private List<String> unknown(
            Field field, Function<String, Set<String>> inModule, BiPredicate<Set<String>, String> isThere) {
        List<String> unknown = new ArrayList<>();
        for (Capability capability : capabilities) {
            List<String> names = capability.names(field);
            if (!names.isEmpty()) {
                Set<String> known = capability.modules().stream()
                        .flatMap(module -> inModule.apply(module).stream())
                        .collect(Collectors.toSet());
                names.stream()
                        .filter(name -> !isThere.test(known, name))
                        .map(name -> "%s (%s: %s)".formatted(name, capability.area(), capability.title()))
                        .forEach(unknown::add);
            }
        }
        return unknown;
    }

    /** Classes that have a source file of their own. */
    private static Set<String> classes(String module, String folder) {
        return files(ROOT.resolve(module).resolve(folder)).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".java"))
                .map(name -> name.substring(0, name.length() - ".java".length()))
                .collect(Collectors.toSet());
    }

    /** Operations such as {@code GET /api/teams}. */
    private static Set<String> operations(String module) {
        Path document = ROOT.resolve(module).resolve("src/main/openapi/openapi.json");
        if (Files.notExists(document)) {
            return Set.of();
        }
        Set<String> operations = new HashSet<>();
        for (var path : json(document).path("paths").properties()) {
            path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }
        return operations;
    }

    /** An endpoint may name several methods of one path: {@code GET/POST /api/teams}. */
    private static boolean hasEveryMethod(Set<String> operations, String endpoint) {
        int space = endpoint.indexOf(' ');
        return space > 0
                && Arrays.stream(endpoint.substring(0, space).split("/", -1))
                        .allMatch(method -> operations.contains(method + endpoint.substring(space)));
    }

    /** The tables that are there after all migrations. */
    private static Set<String> tables(String module) {
        Set<String> tables = new HashSet<>();
        files(ROOT.resolve(module).resolve("src/main/resources/db")).stream()
                .filter(file -> MIGRATION.matcher(file.getFileName().toString()).matches())
                .sorted(Comparator.comparing(CapabilitiesTest::version))
                .forEach(file -> TABLE_CHANGE.matcher(text(file)).results().forEach(change -> apply(change, tables)));
        return tables;
    }

    private static void apply(MatchResult change, Set<String> tables) {
        Stream.of("dropped", "before").map(change::group).forEach(tables::remove);
        Stream.of("made", "after")
                .map(change::group)
                .filter(name -> name != null)
                .forEach(tables::add);
    }

    /** The version of a migration as a text that sorts like it. */
    private static String version(Path migration) {
        Matcher name = MIGRATION.matcher(migration.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException("no migration: " + migration);
        }
        return Arrays.stream(name.group(1).split("_", -1))
                .map(part -> "%06d".formatted(Integer.parseInt(part)))
                .collect(Collectors.joining("."));
    }

    /** The paths of the pages that the web application registers. */
    private static Set<String> pages() throws IOException {
        return PAGE_PATH
                .matcher(Files.readString(WEB.resolve("pages/registry.ts")))
                .results()
                .map(path -> path.group("constant") == null ? path.group("text") : constant(path.group("constant")))
                .collect(Collectors.toSet());
    }

    private static String constant(String name) {
        Pattern definition = Pattern.compile("export const " + name + " = '([^']+)'");
        return files(WEB).stream()
                .flatMap(file -> definition.matcher(text(file)).results())
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> files(Path folder) {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
