package io.enterprisemode.audit.search;

import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.text.CaselessForm;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.reactive.mutiny.Mutiny;

/** The WHERE clause of a filter, made of fixed text only, with the values of its parameters. */
final class AuditConditions {

    private static final Pattern UUID_FORM = Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** What is looked through. Text in ASCII, which most is, needs no table of Unicode. */
    private static final String TEXT =
            "concat_ws(' ', e.action, e.actor_name, e.actor_email, e.target_name, e.details)";

    /** Both sides in the caseless form, which text in ASCII has by lower case. */
    private static final String CONTAINS =
            "strpos(case when octet_length(" + TEXT + ") = length(" + TEXT + ") then lower(" + TEXT
                    + " collate \"C\") else " + caseless(TEXT) + " end, " + caseless("cast(:text as text)") + ") > 0";

    private final StringBuilder sql = new StringBuilder("e.org_id = :org");
    private final Map<String, Object> values = new LinkedHashMap<>();

    private AuditConditions(UUID organizationId) {
        values.put("org", organizationId);
    }

    static AuditConditions of(UUID organizationId, AuditFilter filter) {
        AuditConditions conditions = new AuditConditions(organizationId);
        filter.from().ifPresent(from -> conditions.and("e.time >= :from", "from", from));
        filter.to().ifPresent(to -> conditions.and("e.time < :to", "to", to));
        filter.category().ifPresent(category -> conditions.and("e.category = :category", "category", category.name()));
        filter.severity().ifPresent(severity -> conditions.and("e.severity = :severity", "severity", severity.name()));
        filter.action().ifPresent(conditions::andAction);
        filter.actor().ifPresent(actor -> conditions.andId("e.actor_id", "actor", actor));
        filter.targetType().ifPresent(type -> conditions.and("e.target_type = :targetType", "targetType", type));
        filter.target().ifPresent(target -> conditions.andId("e.target_id", "target", target));
        filter.outcome().ifPresent(outcome -> conditions.and("e.outcome = :outcome", "outcome", outcome.name()));
        filter.source().ifPresent(conditions::andSource);
        filter.text().ifPresent(text -> conditions.and(CONTAINS, "text", text));
        return conditions;
    }

    /** Only what comes after the cursor in the order newest first. */
    AuditConditions after(Cursor cursor) {
        and("(e.time, e.id) < (:afterTime, :afterId)", "afterTime", cursor.instant(0));
        values.put("afterId", cursor.uuid(1));
        return this;
    }

    /** Only what had come in by then, so that pages that are read one after the other fit together. */
    AuditConditions receivedUntil(Instant instant) {
        and("e.received_at <= :receivedUntil", "receivedUntil", instant);
        return this;
    }

    /** A beginning is a range in the order of bytes, which an index can serve; '/' is the character after '.'. */
    private void andAction(String action) {
        if (action.endsWith(".*")) {
            String beginning = action.substring(0, action.length() - 2);
            and("e.action >= :actionFrom and e.action < :actionTo", "actionFrom", beginning + ".");
            values.put("actionTo", beginning + "/");
        } else {
            and("e.action = :action", "action", action);
        }
    }

    /** A service or a principal; {@code /principals/*} is everything that was posted. */
    private void andSource(String source) {
        if (source.endsWith("/*")) {
            and("starts_with(e.source, :source)", "source", source.substring(0, source.length() - 1));
        } else {
            and("e.source = :source", "source", source);
        }
    }

    /**
     * Ids that are UUIDs are kept in lower case by the suite; a program may have posted another form, which is found as
     * it is.
     */
    private void andId(String column, String name, String id) {
        if (UUID_FORM.matcher(id).matches()) {
            and(column + " in (:" + name + ", :" + name + "Lower)", name, id);
            values.put(name + "Lower", id.toLowerCase(Locale.ROOT));
        } else {
            and(column + " = :" + name, name, id);
        }
    }

    private static String caseless(String text) {
        return "(" + CaselessForm.sql(text) + " collate \"C\")";
    }

    private void and(String condition, String name, Object value) {
        sql.append(" and ").append(condition);
        values.put(name, value);
    }

    String sql() {
        return sql.toString();
    }

    <T> Mutiny.SelectionQuery<T> bind(Mutiny.SelectionQuery<T> query) {
        values.forEach(query::setParameter);
        return query;
    }
}
