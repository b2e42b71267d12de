package io.enterprisemode.testkit.architecture;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what statements write or lock, in SQL and HQL, among the texts of a class. */
final class WritingStatements {

    /** Stands for a table whose name is put in while the program runs. */
    static final String ANY = "*";

    /** A name, or the place for one: of a format, or of a concatenation. */
    private static final String NAME = "([A-Za-z_]\\w*|%(?:\\d+\\$)?s|\u0001)";

    private static final String PLACE = "%(?:\\d+\\$)?s|\u0001";

    private static final List<Pattern> CHANGES = List.of(
            pattern("\\binsert into " + NAME),
            pattern("\\bupdate (?:only )?" + NAME + "(?: (?:as )?\\w+)? set\\b"),
            pattern("\\bdelete from (?:only )?" + NAME),
            pattern("\\bmerge into (?:only )?" + NAME),
            pattern("\\btruncate (?:table )?(?:only )?" + NAME));

    private static final Pattern LOCK_TABLES = pattern("\\block table (?:only )?([\\w, ]+?) in\\b");
    private static final Pattern LOCK_ROWS = pattern("\\bfor (?:(?:no key )?update|(?:key )?share)\\b(?: of (\\w+))?");
    /** A table and its alias, which is none of the words that may follow instead. */
    private static final Pattern READ = pattern("\\b(?:from|join) ([a-z_]\\w*)"
            + "(?: (?:as )?(?!(?:join|cross|left|right|inner|on|where|order|group|limit|for)\\b)(\\w+))?");

    private static final Pattern PLACES = Pattern.compile(PLACE);

    private WritingStatements() {}

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    /**
     * The names of what is written or locked, as they are written; {@link #ANY} among them where one is put in later.
     *
     * @param texts all of one class
     */
    static Set<String> tables(List<String> texts) {
        Set<String> tables = new TreeSet<>();
        boolean locksByItself = false;
        for (String text : texts) {
            Matcher lock = LOCK_ROWS.matcher(oneLine(text));
            locksByItself |= lock.lookingAt();
        }
        for (String text : texts) {
            String statement = oneLine(text);
            for (Pattern change : CHANGES) {
                change.matcher(statement).results().forEach(result -> add(tables, result.group(1)));
            }
            LOCK_TABLES.matcher(statement).results().forEach(result -> {
                for (String name : result.group(1).split(",", -1)) {
                    add(tables, name.strip());
                }
            });
            LOCK_ROWS
                    .matcher(statement)
                    .results()
                    .forEach(lock -> read(tables, query(statement, lock.start()), lock.group(1)));
            if (locksByItself) {
                PLACES.matcher(statement)
                        .results()
                        .forEach(place -> read(tables, query(statement, place.start()), null));
            }
        }
        return tables;
    }

    private static void add(Set<String> tables, String name) {
        // "do update set" names no table.
        if (!name.equalsIgnoreCase("set")) {
            tables.add(name.matches(PLACE) ? ANY : name);
        }
    }

    private static void read(Set<String> tables, String query, @Nullable String alias) {
        READ.matcher(query).results().forEach(read -> {
            if (alias == null || alias.equals(read.group(1)) || alias.equals(read.group(2))) {
                tables.add(read.group(1));
            }
        });
    }

    /** The query that a clause at this position belongs to: what stands before it in the same parentheses. */
    private static String query(String statement, int position) {
        StringBuilder reversed = new StringBuilder();
        int depth = 0;
        for (int i = position - 1; i >= 0; i--) {
            char c = statement.charAt(i);
            if (c == ')') {
                depth++;
            } else if (c == '(' && depth == 0) {
                break;
            } else if (c == '(') {
                depth--;
            } else if (depth == 0) {
                reversed.append(c);
            }
        }
        return reversed.reverse().toString();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
