package io.enterprisemode.testkit.architecture;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaFieldAccess.AccessType;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds who may write which tables of a service, against what its compiled classes do:
 *
 * <ul>
 *   <li>statements, in SQL and HQL, that insert, update, delete, merge, truncate, or lock rows or tables
 *       ({@link WritingStatements}); where the name of the table is put in while the program runs, the tables whose
 *       names stand in the class, or in the classes that use it;
 *   <li>entities that are stored or deleted by a repository or a session, and those whose methods that change them are
 *       called.
 * </ul>
 *
 * <p>A class counts for its feature: the package right below that of the service.
 */
public final class TableWriters {

    private static final String ENTITY = "jakarta.persistence.Entity";
    private static final String REPOSITORY = "io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase";
    private static final String SESSION = "org.hibernate.reactive.mutiny.Mutiny$";
    private static final String LOCK_MODE = "jakarta.persistence.LockModeType";
    private static final List<String> CHANGES = List.of("persist", "delete", "update", "remove", "merge");

    /**
     * Who may write a table.
     *
     * @param features packages right below that of the service; none: no class writes it
     * @param reason why it is these
     */
    public record Permission(String table, Set<String> features, String reason) {

        public Permission {
            features = Set.copyOf(features);
            if (reason.isBlank()) {
                throw new IllegalArgumentException("no reason is given for " + table);
            }
        }

        /** The permission of these features. */
        public static Permission of(String table, String reason, String... features) {
            return new Permission(table, Set.of(features), reason);
        }
    }

    private final String base;
    private final JavaClasses classes;
    private final Map<String, List<String>> tablesByEntity = new HashMap<>();
    private final Set<String> tables;
    /** What writes, by table and feature. */
    private final Map<String, Map<String, Set<String>>> found = new TreeMap<>();

    private TableWriters(String base, JavaClasses classes, Set<String> tables) {
        this.base = base;
        this.classes = classes;
        this.tables = tables;
    }

    /**
     * What is wrong; empty when nothing is.
     *
     * @param base the package of a service
     * @param own folder of the migrations whose tables need a permission each
     * @param others folders of migrations whose tables nobody may write without a permission
     */
    public static List<String> violations(String base, String own, Set<String> others, List<Permission> permissions) {
        return violationsIn(
                base,
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(base),
                MigratedTables.of(own),
                others.stream()
                        .flatMap(folder -> MigratedTables.of(folder).stream())
                        .collect(Collectors.toSet()),
                permissions);
    }

    static List<String> violationsIn(
            String base, JavaClasses classes, Set<String> own, Set<String> others, List<Permission> permissions) {
        Set<String> tables = new TreeSet<>(own);
        tables.addAll(others);
        TableWriters writers = new TableWriters(base, classes, tables);
        writers.findEntities();
        writers.findStatements();
        writers.findChangesOfEntities();
        return writers.compare(own, permissions);
    }

    private List<String> compare(Set<String> own, List<Permission> permissions) {
        List<String> wrong = new ArrayList<>();
        Map<String, Permission> byTable = new LinkedHashMap<>();
        for (Permission permission : permissions) {
            if (!tables.contains(permission.table())) {
                wrong.add("there is no table " + permission.table());
            }
            if (byTable.put(permission.table(), permission) != null) {
                wrong.add("two permissions for " + permission.table());
            }
        }
        own.stream()
                .filter(table -> !byTable.containsKey(table))
                .forEach(table -> wrong.add("no permission says who writes " + table));
        found.forEach((table, writers) -> writers.forEach((feature, by) -> {
            Permission permission = byTable.get(table);
            if (permission == null || !permission.features().contains(feature)) {
                wrong.add("%s writes %s without permission: %s".formatted(feature, table, by));
            }
        }));
        byTable.forEach((table, permission) -> new TreeSet<>(permission.features())
                .stream()
                        .filter(feature -> !found.getOrDefault(table, Map.of()).containsKey(feature))
                        .forEach(feature -> wrong.add("%s does not write %s".formatted(feature, table))));
        return wrong;
    }

    private void findEntities() {
        for (JavaClass type : classes) {
            if (type.isAnnotatedWith(ENTITY)) {
                List<String> named = Stream.of("Table", "SecondaryTable")
                        .flatMap(
                                annotation -> type.tryGetAnnotationOfType("jakarta.persistence." + annotation).stream())
                        .map(TableWriters::name)
                        .toList();
                tablesByEntity.put(
                        type.getSimpleName(),
                        named.isEmpty() ? List.of(type.getSimpleName().toLowerCase(Locale.ROOT)) : named);
            }
        }
    }

    private static String name(JavaAnnotation<?> table) {
        return table.get("name").map(String::valueOf).orElseThrow();
    }

    private void findStatements() {
        Map<JavaClass, List<String>> texts = new LinkedHashMap<>();
        for (JavaClass type : classes) {
            texts.computeIfAbsent(outermost(type), outer -> new ArrayList<>()).addAll(ClassTexts.of(type));
        }
        texts.forEach((type, ofType) -> {
            for (String name : WritingStatements.tables(ofType)) {
                if (!name.equals(WritingStatements.ANY)) {
                    tables(name).forEach(table -> note(table, type, "a statement"));
                } else if (!noteNames(type, ofType)) {
                    texts.forEach((user, ofUser) -> {
                        if (uses(user, type)) {
                            noteNames(user, ofUser);
                        }
                    });
                }
            }
        });
    }

    private boolean noteNames(JavaClass type, List<String> texts) {
        List<String> names = texts.stream().filter(tables::contains).toList();
        names.forEach(table -> note(table, type, "a statement for several tables"));
        return !names.isEmpty();
    }

    private boolean uses(JavaClass user, JavaClass type) {
        return !user.equals(type)
                && classes.stream()
                        .filter(each -> outermost(each).equals(user))
                        .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                        .anyMatch(dependency ->
                                outermost(dependency.getTargetClass()).equals(type));
    }

    /** Those that a name in a statement stands for: a table's own, or that of an entity. */
    private List<String> tables(String name) {
        String table = name.toLowerCase(Locale.ROOT);
        return tables.contains(table) ? List.of(table) : tablesByEntity.getOrDefault(name, List.of());
    }

    private void findChangesOfEntities() {
        for (JavaClass type : classes) {
            for (JavaCodeUnitAccess<?> access : type.getCodeUnitAccessesFromSelf()) {
                JavaClass owner = access.getTargetOwner();
                if (CHANGES.stream().noneMatch(change -> access.getName().startsWith(change))) {
                    continue;
                }
                if (owner.getName().startsWith(SESSION)) {
                    note(entitiesOf(type), type, "a session");
                } else if (!declares(owner, access)) {
                    note(entity(owner), type, "a repository");
                }
            }
            boolean locks = type.getFieldAccessesFromSelf().stream()
                    .anyMatch(access -> access.getTargetOwner().getName().equals(LOCK_MODE));
            if (locks) {
                List<String> own = entity(type);
                note(own.isEmpty() ? entitiesOf(type) : own, type, "a lock");
            }
            if (tablesByEntity.containsKey(type.getSimpleName())) {
                changing(type).stream()
                        .flatMap(method -> method.getAccessesToSelf().stream())
                        .map(access -> access.getOriginOwner())
                        .filter(origin -> !origin.equals(type))
                        .forEach(origin -> note(tablesByEntity.get(type.getSimpleName()), origin, "a change"));
            }
        }
    }

    private static boolean declares(JavaClass owner, JavaCodeUnitAccess<?> access) {
        return owner.getMethods().stream()
                .anyMatch(
                        method -> method.getFullName().equals(access.getTarget().getFullName()));
    }

    /** The methods of an entity that set its fields, themselves or by another one. */
    private static Set<JavaMethod> changing(JavaClass entity) {
        Predicate<JavaMethod> sets = method -> method.getFieldAccesses().stream()
                .anyMatch(access -> access.getAccessType() == AccessType.SET
                        && access.getTargetOwner().equals(entity));
        Set<JavaMethod> changing = entity.getMethods().stream().filter(sets).collect(Collectors.toSet());
        int before;
        do {
            before = changing.size();
            Set<String> names = changing.stream().map(JavaMethod::getFullName).collect(Collectors.toSet());
            entity.getMethods().stream()
                    .filter(method -> method.getCallsFromSelf().stream()
                            .anyMatch(call -> names.contains(call.getTarget().getFullName())))
                    .forEach(changing::add);
        } while (changing.size() > before);
        return changing;
    }

    /** The tables of a repository's entity; empty for anything else. */
    private List<String> entity(JavaClass repository) {
        return repository.getInterfaces().stream()
                .filter(type -> type.toErasure().getName().equals(REPOSITORY))
                .filter(JavaParameterizedType.class::isInstance)
                .map(type -> ((JavaParameterizedType) type)
                        .getActualTypeArguments()
                        .getFirst()
                        .toErasure()
                        .getSimpleName())
                .flatMap(name -> tablesByEntity.getOrDefault(name, List.of()).stream())
                .toList();
    }

    /** The tables of the entities that a class knows. */
    private List<String> entitiesOf(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getSimpleName())
                .distinct()
                .flatMap(name -> tablesByEntity.getOrDefault(name, List.of()).stream())
                .toList();
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(TableWriters::outermost).orElse(type);
    }

    private void note(List<String> ofEntity, JavaClass type, String by) {
        ofEntity.forEach(table -> note(table, type, by));
    }

    private void note(String table, JavaClass type, String by) {
        found.computeIfAbsent(table, written -> new TreeMap<>())
                .computeIfAbsent(feature(type), writers -> new TreeSet<>())
                .add(outermost(type).getSimpleName() + " by " + by);
    }

    private String feature(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(base + ".") ? name.substring(base.length() + 1).split("\\.", 2)[0] : name;
    }
}
