package io.enterprisemode.audit.search;

import io.enterprisemode.web.paging.Cursor;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** The WHERE clause of a filter, made of fixed text only, with the values of its parameters. */
final class AuditConditions {

    private final StringBuilder sql = new StringBuilder("org_id = :org");
    private final Map<String, Object> values = new LinkedHashMap<>();

    private AuditConditions(UUID organizationId) {
        values.put("org", organizationId);
    }

    static AuditConditions of(UUID organizationId, AuditFilter filter) {
        AuditConditions conditions = new AuditConditions(organizationId);
        filter.from().ifPresent(from -> conditions.and("time >= :from", "from", from));
        filter.to().ifPresent(to -> conditions.and("time < :to", "to", to));
        filter.category().ifPresent(category -> conditions.and("category = :category", "category", category.name()));
        filter.severity().ifPresent(severity -> conditions.and("severity = :severity", "severity", severity.name()));
        filter.action().ifPresent(conditions::andAction);
        filter.actor().ifPresent(actor -> conditions.and("actor_id = :actor", "actor", actor));
        filter.targetType().ifPresent(type -> conditions.and("target_type = :targetType", "targetType", type));
        filter.target().ifPresent(target -> conditions.and("target_id = :target", "target", target));
        filter.outcome().ifPresent(outcome -> conditions.and("outcome = :outcome", "outcome", outcome.name()));
        filter.text().ifPresent(text -> conditions.and("""
                strpos(lower(concat_ws(' ', action, actor_name, actor_email, target_name, details)), lower(:text)) > 0""", "text", text));
        return conditions;
    }

    /** Only what comes after the cursor in the order newest first. */
    AuditConditions after(Cursor cursor) {
        and("(time, id) < (:afterTime, :afterId)", "afterTime", cursor.instant(0));
        values.put("afterId", cursor.uuid(1));
        return this;
    }

    /** Only what had come in by then, so that pages that are read one after the other fit together. */
    AuditConditions receivedUntil(Instant instant) {
        and("received_at <= :receivedUntil", "receivedUntil", instant);
        return this;
    }

    /** A beginning is a range in the order of bytes, which an index can serve; '/' is the character after '.'. */
    private void andAction(String action) {
        if (action.endsWith(".*")) {
            String beginning = action.substring(0, action.length() - 2);
            and("action >= :actionFrom and action < :actionTo", "actionFrom", beginning + ".");
            values.put("actionTo", beginning + "/");
        } else {
            and("action = :action", "action", action);
        }
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
