package io.enterprisemode.testkit.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Holds that the statements of a package name the organization for every table they read. It is meant for packages that
 * read one organization's rows by the worker door, whose policies let all organizations through: there, the predicate
 * is the only lock.
 */
public final class OrganizationInStatements {

    private static final Pattern SELECT = Pattern.compile("\\bselect\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern READ = Pattern.compile("\\b(?:from|join)\\s+([a-z_]+)\\b", Pattern.CASE_INSENSITIVE);

    /** By a parameter, or by the row of {@code asked}, which several questions of several organizations come as. */
    private static final Pattern NAMED =
            Pattern.compile("\\borg_id\\s*=\\s*(?:\\$\\d|any\\(|asked\\.org_id\\b)", Pattern.CASE_INSENSITIVE);

    private static final Pattern ASKED = Pattern.compile("\\bas\\s+asked\\s*\\(", Pattern.CASE_INSENSITIVE);

    private OrganizationInStatements() {}

    /**
     * What is wrong; empty when nothing is.
     *
     * @param packageName its classes, but tests, and those of packages below it
     * @param tables those that have rows of organizations
     * @param exceptions a part of a statement that reads over organizations, with the reason why it may; one that fits
     *     no statement is wrong, too
     */
    public static List<String> violations(String packageName, Set<String> tables, Map<String, String> exceptions) {
        return violationsIn(classes(packageName), tables, exceptions);
    }

    private static JavaClasses classes(String packageName) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(packageName);
    }

    /**
     * What is wrong with the statements that several organizations share, which come as rows of {@code asked}; empty
     * when nothing is. It is meant for packages whose other statements are of one organization, by the door for
     * requests.
     *
     * @param packageName its classes, but tests, and those of packages below it
     * @param tables those that have rows of organizations
     * @param least how many such statements there are at least
     */
    public static List<String> violationsOfShared(String packageName, Set<String> tables, int least) {
        return violationsOfSharedIn(classes(packageName), tables, least);
    }

    static List<String> violationsOfSharedIn(JavaClasses classes, Set<String> tables, int least) {
        List<String> found = new ArrayList<>();
        int shared = 0;
        for (JavaClass type : classes) {
            for (String text : ClassTexts.of(type)) {
                if (ASKED.matcher(text).find()) {
                    shared++;
                    if (!namesOrganization(text, tables)) {
                        found.add(told(type, text));
                    }
                }
            }
        }
        if (shared < least) {
            found.add("of " + least + " statements there are " + shared);
        }
        return found;
    }

    private static boolean namesOrganization(String text, Set<String> tables) {
        long read = READ.matcher(text)
                .results()
                .filter(each -> tables.contains(each.group(1)))
                .count();
        return read == 0 || read <= NAMED.matcher(text).results().count();
    }

    private static String told(JavaClass type, String text) {
        return type.getSimpleName() + " reads without naming the organization: " + text.strip();
    }

    static List<String> violationsIn(JavaClasses classes, Set<String> tables, Map<String, String> exceptions) {
        List<String> found = new ArrayList<>();
        Set<String> unused = new TreeSet<>(exceptions.keySet());
        for (JavaClass type : classes) {
            for (String text : ClassTexts.of(type)) {
                if (!isStatement(text) || namesOrganization(text, tables)) {
                    continue;
                }
                List<String> allowing =
                        exceptions.keySet().stream().filter(text::contains).toList();
                allowing.forEach(unused::remove);
                if (allowing.isEmpty()) {
                    found.add(told(type, text));
                }
            }
        }
        unused.forEach(exception -> found.add("no statement has the exception: " + exception));
        return found;
    }

    private static boolean isStatement(String text) {
        return SELECT.matcher(text).find();
    }
}
