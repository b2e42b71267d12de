package io.enterprisemode.testkit.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The walls inside and between modules. A module subclasses it with its base package, such as
 * {@code io.enterprisemode.billing}; the packages right below it are its features.
 */
public abstract class ArchitectureRules extends PackageRules {

    private static final Set<String> METHODS_WITH_BODY =
            Set.of("jakarta.ws.rs.POST", "jakarta.ws.rs.PUT", "jakarta.ws.rs.PATCH");

    private static final String ROOT = "io.enterprisemode.";
    private static final Set<String> SHARED = Set.of("contracts", "web", "kernel");

    private static final String[] FRAMEWORKS = {
        "io.quarkus..",
        "io.quarkiverse..",
        "io.smallrye..",
        "io.vertx..",
        "jakarta..",
        "java.sql..",
        "javax.sql..",
        "org.eclipse.microprofile..",
        "org.hibernate..",
        "org.jboss..",
        "org.apache.kafka.."
    };

    private static final Set<String> DOORS = Set.of(
            "io.quarkus.hibernate.reactive.panache.Panache",
            "io.quarkus.hibernate.reactive.panache.common.WithSession",
            "io.quarkus.hibernate.reactive.panache.common.WithTransaction",
            "org.hibernate.reactive.mutiny.Mutiny$SessionFactory",
            "org.hibernate.reactive.stage.Stage$SessionFactory",
            "io.vertx.mutiny.sqlclient.Pool",
            "io.vertx.sqlclient.Pool",
            "javax.sql.DataSource",
            "java.sql.DriverManager",
            "jakarta.transaction.Transactional");

    /** What sends events without the outbox. */
    private static final Set<String> EMITTERS = Set.of(
            "org.eclipse.microprofile.reactive.messaging.Emitter",
            "io.smallrye.reactive.messaging.MutinyEmitter",
            "org.apache.kafka.clients.producer.KafkaProducer");

    /** Of a class that the container makes. */
    private static final int MOST_CONSTRUCTOR_PARAMETERS = 7;

    /** What hands a part of a request's head to a method. */
    private static final Set<String> PARAMETERS = Set.of(
            "jakarta.ws.rs.QueryParam",
            "jakarta.ws.rs.HeaderParam",
            "jakarta.ws.rs.CookieParam",
            "jakarta.ws.rs.MatrixParam",
            "org.jboss.resteasy.reactive.RestQuery",
            "org.jboss.resteasy.reactive.RestHeader",
            "org.jboss.resteasy.reactive.RestCookie",
            "org.jboss.resteasy.reactive.RestMatrix");

    private static final Set<String> INJECTING = Set.of(
            "jakarta.inject.Inject",
            "org.eclipse.microprofile.config.inject.ConfigProperty",
            "org.eclipse.microprofile.rest.client.inject.RestClient",
            "org.eclipse.microprofile.reactive.messaging.Channel",
            "jakarta.ws.rs.core.Context");

    private final String base;

    protected ArchitectureRules(String base) {
        super(base);
        this.base = base;
    }

    /**
     * Names of classes that are pure rules beside those whose name ends with {@code Rules} or that have a
     * {@code <Name>GoldenTest}.
     */
    protected Set<String> pureRules() {
        return Set.of();
    }

    /** Simple names of classes that send events without the outbox, each with the reason why none can be lost so. */
    protected Map<String, String> sendersWithoutOutbox() {
        return Map.of();
    }

    /** Simple names of classes whose constructor has more than seven parameters, each with the reason. */
    protected Map<String, String> longConstructors() {
        return Map.of();
    }

    @Test
    protected void eventsLeaveByTheOutbox() {
        check(noClasses()
                .that(resideOutsideOf("kernel"))
                .and(describe(
                        "are no senders with a reason",
                        type -> !sendersWithoutOutbox().containsKey(type.getSimpleName())))
                .should()
                .dependOnClassesThat(named("senders of events", EMITTERS))
                .because("an event leaves with its change, by the outbox"));
    }

    @Test
    protected void constructorsHaveSevenParametersAtMostOrAReason() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : production(base)) {
            if (type.isRecord() || type.isInnerClass() || type.isEnum()) {
                continue;
            }
            type.getConstructors().stream()
                    .filter(each -> each.getRawParameterTypes().size() > MOST_CONSTRUCTOR_PARAMETERS)
                    .forEach(each -> found.add(type.getSimpleName()));
        }
        assertThat(found)
                .as("classes whose constructor has more than seven parameters, and those with a reason")
                .containsExactlyInAnyOrderElementsOf(longConstructors().keySet());
    }

    @Test
    protected void onlyTheKernelOpensSessionsTransactionsAndPools() {
        check(noClasses()
                .that(resideOutsideOf("kernel"))
                .should()
                .dependOnClassesThat(named("doors to the database and the broker", DOORS))
                .because("every access to data goes through the tenant door or the worker door of the kernel"));
    }

    @Test
    protected void rulesKnowNoFramework() {
        check(noClasses()
                .that(arePureRules())
                .should()
                .dependOnClassesThat(resideInAnyPackage(FRAMEWORKS)
                        .or(named("a clock", Set.of("java.time.Clock", "java.util.Random", "java.lang.Thread"))))
                .because("rules are plain Java, without framework, database, threads and clock"));
        check(noClasses()
                .that(arePureRules())
                .should()
                .callMethodWhere(describe(
                        "the time is asked",
                        call -> (call.getTarget().getName().equals("now")
                                        && call.getTarget()
                                                .getOwner()
                                                .getPackageName()
                                                .equals("java.time"))
                                || call.getTarget().getFullName().startsWith("java.lang.System.currentTimeMillis")
                                || call.getTarget().getFullName().startsWith("java.lang.System.nanoTime")))
                .because("rules get the time as a parameter"));
    }

    @Test
    protected void operationsThatARoleAllowsAreReactive() {
        check(methods()
                .that()
                .areAnnotatedWith("io.enterprisemode.web.access.Requires")
                .and(describe(
                        "may have a body", method -> METHODS_WITH_BODY.stream().anyMatch(method::isAnnotatedWith)))
                .should()
                .haveRawReturnType("io.smallrye.mutiny.Uni")
                .allowEmptyShould(true)
                .because("only these are decided again when their body took long to come"));
    }

    @Test
    protected void nothingIsKeptOnThreads() {
        check(noClasses()
                .should()
                .dependOnClassesThat(
                        named("thread locals", Set.of("java.lang.ThreadLocal", "java.lang.InheritableThreadLocal")))
                .because("the organization is a parameter, never thread state"));
    }

    @Test
    protected void namesSayWhatAClassIs() {
        check(noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl"));
    }

    @Test
    protected void dependenciesComeThroughTheConstructor() {
        check(noFields()
                .should()
                .beAnnotatedWith(describe(
                        "an annotation that injects",
                        annotation -> INJECTING.contains(annotation.getRawType().getName()))));
    }

    @Test
    protected void servicesDoNotKnowEachOther() {
        check(noClasses()
                .should()
                .dependOnClassesThat(describe("another service", used -> isOfAnotherModule(used.getName())))
                .because("services meet over HTTP and Kafka"));
    }

    @Test
    protected void featuresFormNoCycles() {
        check(slices().matching(base + ".(*)..").should().beFreeOfCycles());
    }

    @Test
    protected void resourcesDoNotTouchData() {
        check(noClasses()
                .that(areResources())
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "org.hibernate..",
                                "io.quarkus.hibernate..",
                                "io.vertx.mutiny.sqlclient..",
                                "jakarta.persistence..",
                                "java.sql..")
                        .or(areEntitiesOrRepositories()))
                .because("a resource parses, calls and maps"));
    }

    /** Resources of the kernel are part of every service that has it. */
    @Test
    protected void parametersComeAsText() {
        List<String> found = new ArrayList<>();
        for (JavaClasses classes : List.of(production(base), production(ROOT + "kernel"))) {
            for (JavaClass type : classes) {
                for (JavaCodeUnit method : type.getCodeUnits()) {
                    for (JavaParameter parameter : method.getParameters()) {
                        if (isOfTheHead(parameter) && !isText(parameter.getType())) {
                            found.add(method.getFullName() + " takes " + parameter.getType());
                        }
                    }
                }
            }
        }
        assertThat(found)
                .as("parameters that the framework converts: it does not say which it cannot, and answers 404 "
                        + "for those of a query")
                .isEmpty();
    }

    private static boolean isOfTheHead(JavaParameter parameter) {
        return parameter.getAnnotations().stream()
                .anyMatch(annotation ->
                        PARAMETERS.contains(annotation.getRawType().getName()));
    }

    /** A text, or several. */
    private static boolean isText(JavaType type) {
        return type.getName().equals(String.class.getName())
                || (type instanceof JavaParameterizedType several
                        && several.getActualTypeArguments().stream().allMatch(ArchitectureRules::isText));
    }

    @Test
    protected void accessIsDeclaredOnClassesOnly() {
        check(classes()
                .that()
                .areInterfaces()
                .should()
                .notBeAnnotatedWith(describe(
                        "a path",
                        annotation -> annotation.getRawType().getName().equals("jakarta.ws.rs.Path")
                                && !isRestClient((JavaClass) annotation.getOwner())))
                .because("annotations on interfaces are missed by the framework"));
    }

    @Test
    protected void nobodyBlocks() {
        check(noClasses()
                .should()
                .callMethodWhere(describe(
                        "a Uni or a thread is waited for",
                        call -> call.getTarget().getFullName().startsWith("io.smallrye.mutiny.Uni.await(")
                                || call.getTarget().getFullName().startsWith("java.lang.Thread.sleep("))));
        check(noClasses().should(ACCESS_STANDARD_STREAMS));
    }

    /**
     * Hibernate Reactive keeps the promise of the row's deletion in a field that all sessions share (its issue 1713):
     * of two deletions of the same type at the same time one may wait for ever, with its locks, or be reported before
     * it is done. A deletion is a statement instead.
     */
    @Test
    protected void rowsAreDeletedByStatements() {
        check(noClasses()
                .should()
                .callMethodWhere(describe("an entity is removed", call -> removesEntity(call.getTarget())))
                .because("removing entities one by one is not safe from several sessions at once"));
    }

    private static boolean removesEntity(AccessTarget.CodeUnitCallTarget target) {
        boolean ofSession = target.getOwner().getName().startsWith("org.hibernate.reactive.");
        boolean ofPanache = target.getOwner()
                .isAssignableTo(describe(
                        "a repository or entity of Panache",
                        type -> type.getName().startsWith("io.quarkus.hibernate.reactive.panache.")));
        List<String> parameters =
                target.getRawParameterTypes().stream().map(JavaClass::getName).toList();
        return switch (target.getName()) {
            case "remove", "removeAll" -> ofSession;
            case "delete" ->
                (ofSession || ofPanache) && (parameters.isEmpty() || parameters.equals(List.of("java.lang.Object")));
            case "deleteById" -> ofPanache;
            default -> false;
        };
    }

    @Test
    protected void onlyTheKernelBindsOrganizations() {
        List<String> found = new ArrayList<>();
        if (!base.equals(ROOT + "kernel")) {
            for (JavaClass type : production(base)) {
                String constants = constants(type);
                for (String forbidden : List.of("app.org_id", "set_config(", "SET ROLE", "set role")) {
                    if (constants.contains(forbidden)) {
                        found.add(type.getName() + " contains \"" + forbidden + "\"");
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private DescribedPredicate<JavaClass> arePureRules() {
        Set<String> withGoldenCases = new ClassFileImporter()
                .importPackages(base).stream()
                        .map(JavaClass::getSimpleName)
                        .filter(name -> name.endsWith("GoldenTest"))
                        .map(name -> name.substring(0, name.length() - "GoldenTest".length()))
                        .collect(Collectors.toSet());
        return describe(
                "are pure rules",
                type -> type.getSimpleName().endsWith("Rules")
                        || withGoldenCases.contains(type.getSimpleName())
                        || pureRules().contains(type.getSimpleName())
                        || pureRules().contains(type.getName()));
    }

    private static DescribedPredicate<JavaClass> areResources() {
        return describe(
                "are resources",
                type -> type.getSimpleName().endsWith("Resource")
                        || (type.isAnnotatedWith("jakarta.ws.rs.Path") && !type.isInterface()));
    }

    private static DescribedPredicate<JavaClass> areEntitiesOrRepositories() {
        return describe(
                "entities or repositories",
                type -> type.isAnnotatedWith("jakarta.persistence.Entity")
                        || type.getSimpleName().endsWith("Repository"));
    }

    private static boolean isRestClient(JavaClass type) {
        return type.isAnnotatedWith("org.eclipse.microprofile.rest.client.inject.RegisterRestClient");
    }

    private static DescribedPredicate<JavaClass> resideOutsideOf(String module) {
        return describe(
                "reside outside of the " + module, type -> !type.getName().startsWith(ROOT + module + "."));
    }

    private static DescribedPredicate<JavaClass> named(String description, Set<String> names) {
        return describe(description, type -> names.contains(type.getName()));
    }

    private boolean isOfAnotherModule(String name) {
        if (!name.startsWith(ROOT) || name.startsWith(base + ".")) {
            return false;
        }
        String module = name.substring(ROOT.length()).split("\\.", 2)[0];
        return !SHARED.contains(module) && !base.startsWith(ROOT + module);
    }

    private static String constants(JavaClass type) {
        try (InputStream stream =
                ArchitectureRules.class.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + type.getName(), e);
        }
    }
}
